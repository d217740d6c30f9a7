/*
 * System calls of Linux x86-64 without a C library: what the probe needs of them, by their own names.
 * A call returns its result or a negative errno, as the kernel gives it.
 */
#ifndef IMMURE_PROBE_KERNEL_H
#define IMMURE_PROBE_KERNEL_H

#include <asm/errno.h>
#include <asm/unistd.h>
#include <stddef.h>
#include <stdint.h>

/* Constants that no kernel header of Debian 12 offers to a program without libc. */
enum {
    O_RDONLY = 0,
    O_WRONLY = 1,
    O_RDWR = 2,
    O_CREAT = 0x40,
    O_EXCL = 0x80,
    O_DIRECTORY = 0x10000,
    O_NOFOLLOW = 0x20000,
    O_CLOEXEC = 0x80000,
    O_PATH = 0x200000,
    AT_FDCWD = -100,

    S_IFMT = 0170000,
    S_IFCHR = 0020000,
    S_IFBLK = 0060000,

    SIGKILL = 9,
    SIGSEGV = 11,
    SIGALRM = 14,
    SIGTERM = 15,
    SIGINT = 2,
    SIG_IGN = 1,
    SIGCHLD = 17,
    SIGXFSZ = 25,
    SIGSYS = 31,

    AF_UNIX = 1,
    AF_INET = 2,
    AF_NETLINK = 16,
    AF_PACKET = 17,
    AF_BLUETOOTH = 31,
    AF_ALG = 38,
    AF_VSOCK = 40,
    SOCK_STREAM = 1,
    SOCK_DGRAM = 2,
    SOCK_RAW = 3,
    SOCK_SEQPACKET = 5,

    CLOCK_REALTIME = 0,
    CLOCK_MONOTONIC = 1,
    CLOCK_BOOTTIME = 7,

    RLIMIT_CORE = 4,
};

#define CLONE_NEWNS 0x00020000UL
#define CLONE_NEWUSER 0x10000000UL

/* Where the kernel's parameter is an int, it looks at 32 bits; a filter sees 64. Bit 32 tells them apart. */
#define BIT_32 (1L << 32)

/* struct sockaddr_un: unix(7). */
struct unix_address {
    uint16_t family;
    char path[108];
};

struct timespec64 {
    int64_t seconds;
    int64_t nanoseconds;
};

static inline long system_call(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#define CALL0(name) system_call(__NR_##name, 0, 0, 0, 0, 0, 0)
#define CALL1(name, a) system_call(__NR_##name, (long)(a), 0, 0, 0, 0, 0)
#define CALL2(name, a, b) system_call(__NR_##name, (long)(a), (long)(b), 0, 0, 0, 0)
#define CALL3(name, a, b, c) system_call(__NR_##name, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define CALL4(name, a, b, c, d) system_call(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define CALL5(name, a, b, c, d, e) \
    system_call(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define CALL6(name, a, b, c, d, e, f) \
    system_call(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

__attribute__((noreturn)) static inline void leave(int status)
{
    for (;;)
        CALL1(exit_group, status);
}

/* fork(2) as the C libraries do it: clone(2) with SIGCHLD alone, which every filter for programs allows. */
static inline long fork_child(void)
{
    return CALL5(clone, SIGCHLD, 0, 0, 0, 0);
}

/* rt_sigaction(2) with SIG_IGN, which needs no restorer. */
static inline long ignore_signal(int signal)
{
    /* struct sigaction of the kernel: handler, flags, restorer, mask. */
    const uint64_t action[4] = {SIG_IGN, 0, 0, 0};

    return CALL4(rt_sigaction, signal, action, 0, 8);
}

/* An abstract name begins with a NUL, and ends where the length says. Returns the length of the address. */
static inline size_t abstract_address(struct unix_address *address, const char *name)
{
    size_t length = 1;

    address->family = AF_UNIX;
    address->path[0] = '\0';
    while (*name != '\0' && length < sizeof address->path)
        address->path[length++] = *name++;
    return sizeof address->family + length;
}

/* wait4(2): the raw status. */
static inline int wait_for(long pid)
{
    int status = 0;

    while (CALL4(wait4, pid, &status, 0, 0) == -EINTR)
        continue;
    return status;
}

static inline int ended_by_signal(int status)
{
    return status & 0x7f;
}

static inline int exit_status(int status)
{
    return (status >> 8) & 0xff;
}

#endif
