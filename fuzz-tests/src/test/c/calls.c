/* System calls that a filter should refuse, also when they are dressed up. */
#define _GNU_SOURCE
#include "attack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIT_32 (1L << 32)
#define NEW_USER 0x10000000UL
#define X32 0x40000000L

#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif

/* A call by number, so that no library wrapper cuts its arguments to their width. */
struct call {
    const char *name;
    long number;
    long arguments[5];
};

/* Tries all of them; the first that is not refused is named. */
static int try_calls(const struct call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const long *a = calls[i].arguments;
        long result = syscall(calls[i].number, a[0], a[1], a[2], a[3], a[4]);

        if (result >= 0)
            return open_wall("%s worked: %ld", calls[i].name, result);
        if (!is_refusal(errno))
            return open_wall("%s reached the kernel: %s", calls[i].name, strerror(errno));
    }
    return held("%zu calls refused, the last with %s", count, strerror(errno));
}

#define TRY_CALLS(calls) try_calls(calls, sizeof(calls) / sizeof((calls)[0]))

/* CVE-2019-10063, CVE-2019-7303: a filter sees 64 bits, the kernel uses 32. */
static int upper_half(int count, char **arguments)
{
    static const struct call calls[] = {
        {"socket(AF_NETLINK | bit 32)", SYS_socket, {BIT_32 | AF_NETLINK, SOCK_RAW, 0}},
        {"socket(AF_VSOCK | bit 32)", SYS_socket, {BIT_32 | AF_VSOCK, SOCK_STREAM, 0}},
        {"socket(AF_ALG | bit 32)", SYS_socket, {BIT_32 | 38, SOCK_SEQPACKET, 0}},
        {"socketpair(AF_VSOCK | bit 63)", SYS_socketpair, {INT64_MIN | AF_VSOCK, SOCK_STREAM, 0}},
        {"ioctl(TIOCSTI | bit 32)", SYS_ioctl, {-1, BIT_32 | TIOCSTI, (long)"x"}},
        {"ioctl(TIOCSTI | all high bits)", SYS_ioctl, {-1, (long)0xffffffff00000000UL | TIOCSTI, (long)"x"}},
        {"personality(ADDR_NO_RANDOMIZE | bit 32)", SYS_personality, {BIT_32 | ADDR_NO_RANDOMIZE}},
        {"unshare(CLONE_NEWUSER | bit 32)", SYS_unshare, {(long)(BIT_32 | NEW_USER)}},
    };

    (void)count;
    (void)arguments;
    return TRY_CALLS(calls);
}

/* CVE-2017-5226: what is typed into the terminal is read by the caller's shell. -1: reaching the kernel is enough. */
static int terminal_input(int count, char **arguments)
{
    static const struct call calls[] = {
        {"ioctl(TIOCSTI)", SYS_ioctl, {-1, TIOCSTI, (long)"x"}},
        {"ioctl(TIOCLINUX)", SYS_ioctl, {-1, TIOCLINUX, (long)"x"}},
    };

    (void)count;
    (void)arguments;
    return TRY_CALLS(calls);
}

/* The same on a terminal of its own, in a session of its own. */
static int type_into_terminal(int count, char **arguments)
{
    int unlock = 0;
    int master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    int slave;

    (void)count;
    (void)arguments;
    if (master < 0 || ioctl(master, TIOCSPTLCK, &unlock) != 0)
        return untried("no terminal: %s", strerror(errno));
    slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    if (fork() != 0) {
        int status;

        wait(&status);
        return WEXITSTATUS(status);
    }
    if (slave < 0 || setsid() < 0 || ioctl(slave, TIOCSCTTY, 0) != 0)
        _exit(untried("no session with a terminal: %s", strerror(errno)));
    if (ioctl(slave, TIOCSTI, "x") == 0)
        _exit(open_wall("a character was typed"));
    _exit(errno == EPERM ? held("%s", strerror(errno)) : open_wall("the kernel looked at it: %s", strerror(errno)));
}

static int keyrings(int count, char **arguments)
{
    static const struct call calls[] = {
        {"add_key", SYS_add_key, {(long)"user", (long)"immure:bit", (long)"1", 1, KEY_SPEC_USER_KEYRING}},
        {"request_key", SYS_request_key, {(long)"user", (long)"immure:bit", 0, KEY_SPEC_USER_KEYRING}},
        {"keyctl", SYS_keyctl, {KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 1}},
    };

    (void)count;
    (void)arguments;
    return TRY_CALLS(calls);
}

static int user_namespaces(int count, char **arguments)
{
    static uint64_t clone3[8] = {NEW_USER, 0, 0, 0, SIGCHLD};
    static const struct call calls[] = {
        {"unshare(CLONE_NEWUSER)", SYS_unshare, {(long)NEW_USER}},
        {"clone(CLONE_NEWUSER)", SYS_clone, {(long)NEW_USER | SIGCHLD, 0, 0, 0, 0}},
        {"clone3(CLONE_NEWUSER)", SYS_clone3, {(long)clone3, sizeof clone3}},
        {"setns", SYS_setns, {-1, 0}},
    };

    (void)count;
    (void)arguments;
    return TRY_CALLS(calls);
}

/* CVE-2022-0185, CVE-2022-0492, CVE-2024-1086: what a user namespace would have opened. */
static int mount_family(int count, char **arguments)
{
    static const struct call calls[] = {
        {"fsopen(ext4)", SYS_fsopen, {(long)"ext4", 0}},
        {"fsconfig", SYS_fsconfig, {-1, 1, (long)"x", (long)"x", 0}},
        {"mount(cgroup)", SYS_mount, {(long)"x", (long)"/tmp", (long)"cgroup", 0, (long)"rdma"}},
        {"move_mount", SYS_move_mount, {-1, (long)"", -1, (long)"", 0}},
        {"socket(NETLINK_NETFILTER)", SYS_socket, {AF_NETLINK, SOCK_RAW, 12}},
    };

    (void)count;
    (void)arguments;
    return TRY_CALLS(calls);
}

/* CVE-2026-31431 and its kind: families that few programs use and kernel bugs live in. */
static int socket_families(int count, char **arguments)
{
    (void)count;
    (void)arguments;
    for (int family = 0; family < 64; family++) {
        static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET};

        if (family == AF_UNIX || family == AF_INET || family == AF_INET6)
            continue;
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
            if (socket(family, types[i], 0) >= 0 || !is_refusal(errno))
                return open_wall("socket(%d, %d): %s", family, types[i], strerror(errno));
    }
    return held("every family but AF_UNIX, AF_INET and AF_INET6 refused: %s", strerror(errno));
}

/* In a child: the filter kills what comes by another table of calls. */
static int try_table(const char *name, int (*call)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(call());
    if (waitpid(child, &status, 0) != child)
        return untried("no child");
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGSYS ? held("SIGSYS for %s", name) : open_wall("signal %d", WTERMSIG(status));
    return WEXITSTATUS(status) == 0 ? held("%s does not exist here", name) : open_wall("%s worked", name);
}

/* getpid is 20 in the table of i386. */
static int call_i386(void)
{
    int result = 20;

    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return result > 0;
}

static int call_x32(void)
{
    return syscall(X32 | SYS_getpid) > 0;
}

static int i386(int count, char **arguments)
{
    (void)count;
    (void)arguments;
    return try_table("int 0x80", call_i386);
}

static int x32(int count, char **arguments)
{
    (void)count;
    (void)arguments;
    return try_table("x32", call_x32);
}

/* Executes a program of another architecture; it exits with 42. */
static int foreign(int count, char **arguments)
{
    int status;
    pid_t child = fork();

    (void)count;
    if (child == 0) {
        execl(arguments[0], arguments[0], (char *)NULL);
        _exit(errno == ENOEXEC ? 0 : errno);
    }
    if (waitpid(child, &status, 0) != child)
        return untried("no child");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return held("it was killed at its first call");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return held("this kernel does not know the format");
    return open_wall("it ended with %#x", status);
}

const struct attack call_attacks[] = {
    {"upper-half", upper_half},
    {"terminal-input", terminal_input},
    {"type-into-terminal", type_into_terminal},
    {"keyrings", keyrings},
    {"user-namespaces", user_namespaces},
    {"mount-family", mount_family},
    {"socket-families", socket_families},
    {"i386", i386},
    {"x32", x32},
    {"foreign", foreign},
    {0},
};
