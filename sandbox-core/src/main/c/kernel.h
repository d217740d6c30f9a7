/*
 * The kernel's interface for immure-init: system calls by number, and the few structures and constants it needs.
 * Freestanding: no libc header is included, so nothing here depends on the C library's version.
 * Linux, x86-64. Structures follow include/uapi/linux/ of Linux 6.18.
 */
#ifndef IMMURE_KERNEL_H
#define IMMURE_KERNEL_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef int i32;
typedef unsigned long u64;
typedef long i64;

#if !defined(__x86_64__)
#error "immure-init makes system calls by their x86-64 numbers"
#endif

/* syscall(2), "Architecture calling conventions": the kernel clobbers rcx and r11; errors are -4095..-1. */
static inline i64 sys6(i64 n, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    register u64 r10 __asm__("r10") = d;
    register u64 r8 __asm__("r8") = e;
    register u64 r9 __asm__("r9") = f;
    i64 result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#define SYS(n, a, b, c, d, e) sys6((n), (u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e), 0)

enum {
    NR_read = 0, NR_write = 1, NR_close = 3, NR_fstat = 5, NR_mmap = 9, NR_rt_sigaction = 13, NR_rt_sigprocmask = 14,
    NR_ioctl = 16, NR_rt_sigreturn = 15, NR_futex = 202, NR_waitid = 247, NR_set_robust_list = 273, NR_dup3 = 292, NR_getpid = 39, NR_getppid = 110, NR_socket = 41, NR_sendto = 44, NR_recvfrom = 45, NR_sendmsg = 46, NR_recvmsg = 47, NR_socketpair = 53, NR_exit_group = 231,
    NR_execve = 59, NR_wait4 = 61, NR_kill = 62, NR_fcntl = 72, NR_getcwd = 79, NR_chdir = 80, NR_fchdir = 81,
    NR_umask = 95, NR_fchown = 93, NR_setsid = 112, NR_setgroups = 116, NR_setresuid = 117, NR_setresgid = 119, NR_capget = 125, NR_capset = 126,
    NR_rt_sigtimedwait = 128, NR_personality = 135, NR_fstatfs = 138, NR_pivot_root = 155, NR_prctl = 157, NR_mount = 165, NR_umount2 = 166,
    NR_sethostname = 170, NR_keyctl = 250, NR_clock_gettime = 228, NR_openat = 257, NR_mkdirat = 258,
    NR_mknodat = 259, NR_readlinkat = 267, NR_fchownat = 260, NR_unlinkat = 263, NR_symlinkat = 266, NR_fchmodat = 268, NR_ppoll = 271, NR_unshare = 272,
    NR_signalfd4 = 289, NR_pipe2 = 293, NR_prlimit64 = 302, NR_setns = 308, NR_seccomp = 317, NR_open_tree = 428,
    NR_move_mount = 429, NR_fsopen = 430, NR_fsconfig = 431, NR_fsmount = 432, NR_clone3 = 435, NR_close_range = 436,
    NR_openat2 = 437, NR_faccessat2 = 439, NR_mount_setattr = 442, NR_landlock_create_ruleset = 444,
    NR_landlock_add_rule = 445, NR_landlock_restrict_self = 446
};

enum {
    EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, EAGAIN = 11, EACCES = 13, EBUSY = 16, EEXIST = 17, ENOTDIR = 20,
    EINVAL = 22, EMFILE = 24, EPIPE = 32, ENOEXEC = 8, ENOSYS = 38, ECHILD = 10, EPROTO = 71, ELOOP = 40, E2BIG = 7, ENOTEMPTY = 39, ENAMETOOLONG = 36, ESTALE = 116
};

#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200
#define AT_EACCESS 0x200
#define AT_EMPTY_PATH 0x1000
#define AT_RECURSIVE 0x8000

#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0x40
#define O_EXCL 0x80
#define O_NOCTTY 0x100
#define O_TRUNC 0x200
#define O_NONBLOCK 0x800
#define O_DIRECTORY 0x10000
#define O_NOFOLLOW 0x20000
#define O_CLOEXEC 0x80000
#define O_PATH 0x200000

#define RESOLVE_NO_XDEV 0x01
#define RESOLVE_NO_MAGICLINKS 0x02
#define RESOLVE_NO_SYMLINKS 0x04
#define RESOLVE_BENEATH 0x08
#define RESOLVE_IN_ROOT 0x10

struct open_how {
    u64 flags;
    u64 mode;
    u64 resolve;
};

#define CLONE_FILES 0x400ul
#define CLONE_PARENT 0x8000ul
#define CLONE_NEWTIME 0x80ul
#define CLONE_NEWNS 0x20000ul
#define CLONE_NEWCGROUP 0x02000000ul
#define CLONE_NEWUTS 0x04000000ul
#define CLONE_NEWIPC 0x08000000ul
#define CLONE_NEWUSER 0x10000000ul
#define CLONE_NEWPID 0x20000000ul
#define CLONE_NEWNET 0x40000000ul
#define CLONE_INTO_CGROUP 0x200000000ul

/* clone3(2), CLONE_ARGS_SIZE_VER2. */
struct clone_args {
    u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

#define SIGKILL 9
#define SIGCHLD 17
#define SIGSYS 31
#define SIG_BLOCK 0
#define SIG_SETMASK 2
#define SIG_DFL 0
#define NSIG 64

/* rt_sigaction(2) as the kernel takes it, without libc's wrapping. */
struct kernel_sigaction {
    u64 handler, flags, restorer, mask;
};

struct timespec {
    i64 sec, nsec;
};
#define CLOCK_MONOTONIC 1

/* futex(2), set_robust_list(2). */
#define FUTEX_WAIT 0
#define FUTEX_WAITERS 0x80000000u
#define FUTEX_OWNER_DIED 0x40000000u
struct robust_list {
    struct robust_list *next;
};
struct robust_list_head {
    struct robust_list list;
    i64 futex_offset;
    struct robust_list *pending;
};

/* waitid(2). */
#define P_PID 1
#define WNOHANG 1
#define WEXITED 4
#define WNOWAIT 0x01000000

struct pollfd {
    i32 fd;
    short events, revents;
};
#define POLLIN 1

/* getrusage(2); of the payload and of those of its children that it has waited for. */
struct rusage {
    i64 times[4], max_rss, unused[11], voluntary_switches, involuntary_switches;
};

struct rlimit64 {
    u64 soft, hard;
};

/* stat(2) of x86-64. */
struct stat {
    u64 dev, ino, nlink;
    u32 mode, uid, gid, pad0;
    u64 rdev;
    i64 size, blksize, blocks;
    u64 times[6];
    i64 unused[3];
};
#define S_IFMT 0170000u
#define S_IFDIR 0040000u
#define S_IFCHR 0020000u
#define S_IFIFO 0010000u
#define S_IFREG 0100000u

struct statfs {
    i64 type, bsize, blocks, bfree, bavail, files, ffree;
    i64 rest[8];
};

#define MS_REC 0x4000ul
#define MS_PRIVATE 0x40000ul
#define MNT_DETACH 2

#define OPEN_TREE_CLONE 1
#define OPEN_TREE_CLOEXEC O_CLOEXEC
#define MOVE_MOUNT_F_EMPTY_PATH 0x04
#define MOVE_MOUNT_T_EMPTY_PATH 0x40
#define FSOPEN_CLOEXEC 1
#define FSMOUNT_CLOEXEC 1
#define FSCONFIG_SET_FLAG 0
#define FSCONFIG_SET_STRING 1
#define FSCONFIG_CMD_CREATE 6

#define MOUNT_ATTR_RDONLY 0x1
#define MOUNT_ATTR_NOSUID 0x2
#define MOUNT_ATTR_NODEV 0x4
#define MOUNT_ATTR_NOEXEC 0x8
#define MOUNT_ATTR_IDMAP 0x00100000

struct mount_attr {
    u64 attr_set, attr_clr, propagation, userns_fd;
};

#define PR_SET_PDEATHSIG 1
#define PR_SET_DUMPABLE 4
#define PR_SET_KEEPCAPS 8
#define PR_CAPBSET_DROP 24
#define PR_SET_SECUREBITS 28
#define PR_SET_NO_NEW_PRIVS 38
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_CLEAR_ALL 4

#define CAP_KILL 5
#define CAP_SETGID 6
#define CAP_SETUID 7

struct cap_header {
    u32 version;
    i32 pid;
};
struct cap_data {
    u32 effective, permitted, inheritable;
};
#define LINUX_CAPABILITY_VERSION_3 0x20080522u

#define KEYCTL_JOIN_SESSION_KEYRING 1

#define F_GET_SEALS 1034
/* F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE (fcntl(2)). */
#define F_NEEDED_SEALS 0xf

#define SECCOMP_SET_MODE_FILTER 1
#define SECCOMP_FILTER_FLAG_NEW_LISTENER 8
#define SECCOMP_RET_KILL_PROCESS 0x80000000u
#define SECCOMP_RET_KILL_THREAD 0u
#define SECCOMP_RET_ERRNO 0x00050000u
#define SECCOMP_RET_USER_NOTIF 0x7fc00000u
#define SECCOMP_RET_LOG 0x7ffc0000u
#define SECCOMP_RET_ALLOW 0x7fff0000u
#define SECCOMP_RET_ACTION 0xffff0000u
/* seccomp_unotify(2); linux/seccomp.h. */
#define SECCOMP_IOCTL_NOTIF_RECV 0xc0502100u
#define SECCOMP_IOCTL_NOTIF_SEND 0xc0182101u
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 1u
struct seccomp_data {
    i32 number;
    u32 architecture;
    u64 instruction_pointer, arguments[6];
};
struct seccomp_notif {
    u64 id;
    u32 pid, flags;
    struct seccomp_data data;
};
struct seccomp_notif_resp {
    u64 id;
    i64 value;
    i32 error;
    u32 flags;
};
struct sock_fprog {
    u16 length;
    u16 pad[3];
    const void *filter;
};

struct landlock_ruleset_attr {
    u64 handled_access_fs, handled_access_net, scoped;
};
struct landlock_path_beneath_attr {
    u64 allowed_access;
    i32 parent_fd;
} __attribute__((packed));
struct landlock_net_port_attr {
    u64 allowed_access, port;
};
#define LANDLOCK_RULE_PATH_BENEATH 1
#define LANDLOCK_RULE_NET_PORT 2

struct iovec {
    void *base;
    u64 length;
};
/* sendmsg(2) and cmsg(3), with room for one descriptor. */
struct message_header {
    void *name;
    u64 name_length;
    struct iovec *vector;
    u64 vector_length;
    void *control;
    u64 control_length;
    u64 flags;
};
struct passed_fd {
    u64 length;
    i32 level, type, fd, pad;
};
#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define AF_UNIX 1
#define SOCK_SEQPACKET 5
#define SOCK_CLOEXEC 02000000
#define MSG_CTRUNC 8
#define MSG_TRUNC 0x20
#define MSG_CMSG_CLOEXEC 0x40000000
#define AF_NETLINK 16
#define SOCK_RAW 3

#define AF_INET 2
#define SOCK_DGRAM 2
#define SIOCSIFFLAGS 0x8914
#define IFF_UP 1
struct ifreq_flags {
    char name[16];
    short flags;
    char pad[22];
};

#endif
