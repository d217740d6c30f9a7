/*
 * Attempts that are one system call each. Every argument is chosen so that the call harms nobody even where it is
 * allowed: a bad descriptor, a name that does not exist, flags that the kernel refuses after it has checked the right.
 */
#include "attempt.h"
#include "kernel.h"

#define NO_SUCH "immure-no-such-thing"
#define TEXT(literal) (long)(literal)

/* linux/mount.h, linux/ptrace.h, linux/keyctl.h, linux/userfaultfd.h, linux/personality.h, asm/ioctls.h */
enum {
    OPEN_TREE_CLONE = 1,
    AT_RECURSIVE = 0x8000,
    MNT_EXPIRE = 4,
    UMOUNT_NOFOLLOW = 8,
    AT_EMPTY_PATH = 0x1000,
    PTRACE_TRACEME = 0,
    KEYCTL_GET_KEYRING_ID = 0,
    KEY_SPEC_PROCESS_KEYRING = -2,
    KEY_SPEC_SESSION_KEYRING = -3,
    UFFD_USER_MODE_ONLY = 1,
    ADDR_NO_RANDOMIZE = 0x0040000,
    TIOCSTI = 0x5412,
    TIOCLINUX = 0x541c,
    SYSLOG_ACTION_SIZE_BUFFER = 10,
};

/* Big enough for every structure below; the kernel only writes to the second. */
static const uint64_t zeros[32];
static uint64_t scratch[32];

/* struct mount_attr: attr_set = MOUNT_ATTR_RDONLY. */
static const uint64_t read_only[4] = {1, 0, 0, 0};

/* struct file_handle: no bytes, type 1. */
static const uint32_t empty_handle[2] = {0, 1};

#define CALL(wall, name, what, nr, refusal, ...) {wall, name, what, NULL, __NR_##nr, {__VA_ARGS__}, refusal, 0}
#define SOCKET(name, family, type, protocol) \
    CALL("net", name, "socket(" #family ")", socket, refuses_socket, family, type, protocol), \
    CALL("net", name "-bit32", "socket(" #family " + bit 32)", socket, refuses_socket, BIT_32 | family, type, protocol)

const struct attempt call_attempts[] = {
    CALL("user", "unshare", "unshare(CLONE_NEWUSER)", unshare, refuses_call, CLONE_NEWUSER),

    CALL("mount", "unshare", "unshare(CLONE_NEWNS)", unshare, refuses_call, CLONE_NEWNS),
    /* mount(2): the right is checked before the file system's name is looked up (ENODEV). */
    CALL("mount", "mount", "mount(2) over /", mount, refuses_call, TEXT("none"), TEXT("/"), TEXT(NO_SUCH)),
    CALL("mount", "fsopen", "fsopen(2)", fsopen, refuses_call, TEXT(NO_SUCH)),
    CALL("mount", "open_tree", "open_tree(2) with OPEN_TREE_CLONE of /", open_tree, refuses_call, AT_FDCWD, TEXT("/"),
         OPEN_TREE_CLONE | AT_RECURSIVE),
    CALL("mount", "move_mount", "move_mount(2)", move_mount, refuses_call, -1, TEXT(""), -1, TEXT("")),
    CALL("mount", "mount_setattr", "mount_setattr(2)", mount_setattr, refuses_call, -1, TEXT(""), AT_EMPTY_PATH,
         TEXT(read_only), sizeof read_only),
    CALL("mount", "pivot_root", "pivot_root(2)", pivot_root, refuses_call, TEXT("."), TEXT(".")),
    CALL("mount", "umount", "umount2(2)", umount2, refuses_call, TEXT("."), MNT_EXPIRE | UMOUNT_NOFOLLOW),
    CALL("mount", "chroot", "chroot(2)", chroot, refuses_call, TEXT(".")),

    SOCKET("netlink", AF_NETLINK, SOCK_RAW, 0),
    SOCKET("packet", AF_PACKET, SOCK_RAW, 0),
    SOCKET("alg", AF_ALG, SOCK_SEQPACKET, 0),
    SOCKET("vsock", AF_VSOCK, SOCK_STREAM, 0),
    SOCKET("bluetooth", AF_BLUETOOTH, SOCK_RAW, 1),
    CALL("net", "raw", "raw ICMP socket", socket, refuses_socket, AF_INET, SOCK_RAW, 1),

    CALL("seccomp", "ptrace", "ptrace(PTRACE_TRACEME)", ptrace, refuses_call, PTRACE_TRACEME),
    CALL("seccomp", "process_vm_readv", "process_vm_readv(2)", process_vm_readv, refuses_call, 1, 0, 0, 0, 0, -1),
    CALL("seccomp", "pidfd_getfd", "pidfd_getfd(2)", pidfd_getfd, refuses_call, -1),
    CALL("seccomp", "setns", "setns(2)", setns, refuses_call, -1),
    CALL("seccomp", "keyctl", "keyctl(KEYCTL_GET_KEYRING_ID)", keyctl, refuses_call, KEYCTL_GET_KEYRING_ID,
         KEY_SPEC_SESSION_KEYRING),
    CALL("seccomp", "add_key", "add_key(2)", add_key, refuses_call, TEXT("user"), TEXT(NO_SUCH), TEXT("x"), 1,
         KEY_SPEC_PROCESS_KEYRING),
    CALL("seccomp", "request_key", "request_key(2)", request_key, refuses_call, TEXT("user"), TEXT(NO_SUCH), 0,
         KEY_SPEC_PROCESS_KEYRING),
    CALL("seccomp", "io_uring", "io_uring_setup(2)", io_uring_setup, refuses_call, 1, TEXT(scratch)),
    CALL("seccomp", "userfaultfd", "userfaultfd(UFFD_USER_MODE_ONLY)", userfaultfd, refuses_call,
         UFFD_USER_MODE_ONLY),
    CALL("seccomp", "bpf", "bpf(2)", bpf, refuses_call, 0, TEXT(zeros), sizeof zeros),
    CALL("seccomp", "perf", "perf_event_open(2)", perf_event_open, refuses_call, TEXT(scratch), 0, -1, -1),
    /* kexec_load(2): EPERM before the flags are looked at. */
    CALL("seccomp", "kexec", "kexec_load(2)", kexec_load, refuses_call, 0, 0, 0, -1),
    CALL("seccomp", "init_module", "init_module(2)", init_module, refuses_call, 0, 0, TEXT("")),
    CALL("seccomp", "finit_module", "finit_module(2)", finit_module, refuses_call, -1, TEXT("")),
    CALL("seccomp", "delete_module", "delete_module(2)", delete_module, refuses_call, TEXT(NO_SUCH)),
    CALL("seccomp", "open_by_handle", "open_by_handle_at(2)", open_by_handle_at, refuses_call, AT_FDCWD,
         TEXT(empty_handle)),
    CALL("seccomp", "swapon", "swapon(2)", swapon, refuses_call, TEXT("/" NO_SUCH)),
    CALL("seccomp", "ioperm", "ioperm(2)", ioperm, refuses_call, 0x80, 1, 1),
    CALL("seccomp", "syslog", "read the kernel's log", syslog, refuses_call, SYSLOG_ACTION_SIZE_BUFFER),
    CALL("seccomp", "personality", "personality(ADDR_NO_RANDOMIZE)", personality, refuses_call, ADDR_NO_RANDOMIZE),
    CALL("seccomp", "personality-bit32", "personality(ADDR_NO_RANDOMIZE + bit 32)", personality, refuses_call,
         BIT_32 | ADDR_NO_RANDOMIZE),
    /* Descriptor -1: a terminal would really get the character (CVE-2017-5226). EBADF comes after the filter. */
    CALL("seccomp", "tiocsti", "ioctl(TIOCSTI)", ioctl, refuses_call, -1, TIOCSTI, TEXT("x")),
    CALL("seccomp", "tiocsti-bit32", "ioctl(TIOCSTI + bit 32)", ioctl, refuses_call, -1, BIT_32 | TIOCSTI, TEXT("x")),
    CALL("seccomp", "tioclinux", "ioctl(TIOCLINUX)", ioctl, refuses_call, -1, TIOCLINUX, TEXT("x")),
    CALL("seccomp", "tioclinux-bit32", "ioctl(TIOCLINUX + bit 32)", ioctl, refuses_call, -1, BIT_32 | TIOCLINUX,
         TEXT("x")),
    {0},
};
