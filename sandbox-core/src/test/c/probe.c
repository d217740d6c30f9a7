/*
 * What the launch tests run inside a sandbox: one static program without libc, so that an image of one file is enough.
 * Each word of the command line is one act, done in order; the status is that of the last `exit`, or 0. A system call
 * under test answers on standard output with its name and its result: "kill 1 9 = -1".
 */
#include "../../main/c/kernel.h"
#include "words.h"

enum {
    NR_pipe = 22, NR_dup2 = 33, NR_fork = 57, NR_ftruncate = 77, NR_ptrace = 101, NR_setpriority = 141,
    NR_sched_setscheduler = 144, NR_sched_setaffinity = 203, NR_getdents64 = 217, NR_utimensat = 280, NR_pidfd_open = 434,
    NR_inotify_init1 = 294, NR_process_vm_readv = 310
};

/* gcc may call these for copies of structures. */
static char memory[1u << 30] __attribute__((aligned(4096)));
static char buffer[65536];

static void leave(u64 status)
{
    for (;;)
        SYS(NR_exit_group, status, 0, 0, 0, 0);
}

static void write_all(i32 fd, const char *bytes, u64 count)
{
    while (count > 0) {
        i64 done = SYS(NR_write, fd, bytes, count, 0, 0);
        if (done <= 0)
            leave(90);
        bytes += done;
        count -= (u64)done;
    }
}

static void say(const char *text)
{
    write_all(1, text, length_of(text));
}

static void say_number(i64 value)
{
    char digits[24];
    u32 at = sizeof(digits) - 1;
    u64 rest = value < 0 ? (u64)-value : (u64)value;
    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        digits[--at] = '-';
    say(digits + at);
}

/* "name = 0", or the error number with a minus sign. */
static void tell(const char *name, i64 result)
{
    say(name);
    say(" = ");
    say_number(result);
    say("\n");
}

static void pause_forever(void)
{
    for (;;)
        SYS(NR_ppoll, 0, 0, 0, 0, 8);
}

static void copy(i32 from)
{
    i64 count;
    while ((count = SYS(NR_read, from, buffer, sizeof(buffer), 0, 0)) > 0)
        write_all(1, buffer, (u64)count);
    if (count < 0)
        tell("read", count);
}

static void show(const char *path)
{
    i64 fd = SYS(NR_openat, AT_FDCWD, path, O_RDONLY, 0, 0);
    if (fd < 0) {
        tell(path, fd);
        return;
    }
    copy((i32)fd);
    SYS(NR_close, fd, 0, 0, 0, 0);
}

static void list(const char *path)
{
    i64 fd = SYS(NR_openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0, 0), count;
    if (fd < 0) {
        tell(path, fd);
        return;
    }
    while ((count = SYS(NR_getdents64, fd, buffer, sizeof(buffer), 0, 0)) > 0) {
        for (i64 at = 0; at < count;) {
            u16 record;
            memcpy(&record, buffer + at + 16, 2);
            say(buffer + at + 19);
            say("\n");
            at += record;
        }
    }
    SYS(NR_close, fd, 0, 0, 0, 0);
}

static void descriptors(void)
{
    for (i64 fd = 0; fd < 4096; fd++) {
        if (SYS(NR_fcntl, fd, 1 /* F_GETFD */, 0, 0, 0) >= 0) {
            say("fd ");
            say_number(fd);
            say("\n");
        }
    }
}

static void fill(const char *path, u64 bytes)
{
    i64 fd = SYS(NR_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644, 0);
    while (fd >= 0 && bytes > 0) {
        i64 done = SYS(NR_write, fd, memory, bytes < sizeof(buffer) ? bytes : sizeof(buffer), 0, 0);
        if (done < 0)
            fd = done;
        else
            bytes -= (u64)done;
    }
    tell("fill", fd < 0 ? fd : 0);
    if (fd < 0)
        leave(28);
}

static void put(const char *path, const char *text)
{
    i64 fd = SYS(NR_openat, AT_FDCWD, path, O_WRONLY, 0, 0);
    tell("put", fd < 0 ? fd : SYS(NR_write, fd, text, length_of(text), 0, 0));
    SYS(NR_close, fd, 0, 0, 0, 0);
}

static void stat_of(const char *path)
{
    struct stat stat;
    i64 fd = SYS(NR_openat, AT_FDCWD, path, O_PATH, 0, 0);
    if (fd < 0 || SYS(NR_fstat, fd, &stat, 0, 0, 0) < 0) {
        tell(path, fd);
        return;
    }
    say(path);
    say(" mode ");
    for (i32 shift = 9; shift >= 0; shift -= 3)
        say_number((i64)(stat.mode >> shift & 7u));
    say(" uid ");
    say_number(stat.uid);
    say(" gid ");
    say_number(stat.gid);
    say("\n");
}

/* Takes as many of a thing as it gets: "inotify = 128" and the like; the reason for the last refusal on the next line. */
static void exhaust(const char *what)
{
    i64 count = 0, result;
    for (;;) {
        result = is(what, "inotify") ? SYS(NR_inotify_init1, 0, 0, 0, 0, 0)
                                     : SYS(NR_openat, AT_FDCWD, what, 2 /* O_RDWR */, 0, 0);
        if (result < 0)
            break;
        count++;
    }
    tell(what, count);
    tell("refused", result);
}

/* What a program that shares PID 1's uid could do to it. */
static void attack_init(void)
{
    struct rlimit64 limit = {1, 1};
    u64 cpu = 1;
    i32 priority = 0;
    tell("kill", SYS(NR_kill, 1, SIGKILL, 0, 0, 0));
    tell("stop", SYS(NR_kill, 1, 19, 0, 0, 0));
    tell("term", SYS(NR_kill, 1, 15, 0, 0, 0));
    tell("prlimit", SYS(NR_prlimit64, 1, 0 /* RLIMIT_CPU */, &limit, 0, 0));
    tell("setpriority", SYS(NR_setpriority, 0, 1, 19, 0, 0));
    tell("setscheduler", SYS(NR_sched_setscheduler, 1, 5 /* SCHED_IDLE */, &priority, 0, 0));
    tell("setaffinity", SYS(NR_sched_setaffinity, 1, 8, &cpu, 0, 0));
    tell("ptrace", SYS(NR_ptrace, 16 /* PTRACE_ATTACH */, 1, 0, 0, 0));
    tell("seize", SYS(NR_ptrace, 0x4206 /* PTRACE_SEIZE */, 1, 0, 0, 0));
    u64 local[2] = {(u64)buffer, 8}, remote[2] = {0x401000, 8};
    tell("process_vm_readv", sys6(NR_process_vm_readv, 1, (u64)local, 1, (u64)remote, 1, 0));
    tell("proc", SYS(NR_openat, AT_FDCWD, "/proc/1", O_PATH, 0, 0));
    tell("mem", SYS(NR_openat, AT_FDCWD, "/proc/1/mem", O_RDONLY, 0, 0));
    tell("fd", SYS(NR_openat, AT_FDCWD, "/proc/1/fd", O_RDONLY, 0, 0));
    tell("root", SYS(NR_openat, AT_FDCWD, "/proc/1/root/", O_RDONLY, 0, 0));
}

static void background(u64 children)
{
    for (u64 i = 0; i < children; i++) {
        i64 child = SYS(NR_fork, 0, 0, 0, 0, 0);
        if (child < 0) {
            tell("fork", child);
            leave(11);
        }
        if (child == 0) {
            SYS(NR_setsid, 0, 0, 0, 0, 0);
            pause_forever();
        }
    }
}

/* Children that spin at full speed: something has to end them, and they leave it little time. */
static void spinners(u64 count)
{
    for (u64 i = 0; i < count; i++) {
        if (SYS(NR_fork, 0, 0, 0, 0, 0) == 0) {
            for (;;)
                __asm__ volatile("" ::: "memory");
        }
    }
}

/* Children that use memory together, each below what PID 1 would look like to the kernel's choice of a victim. */
static void hogs(u64 count, u64 bytes)
{
    for (u64 i = 0; i < count; i++) {
        if (SYS(NR_fork, 0, 0, 0, 0, 0) == 0) {
            put("/proc/self/oom_score_adj", "0");
            for (u64 at = 0; at < bytes; at += 4096)
                ((volatile char *)memory)[at] = 1;
            pause_forever();
        }
    }
}

/* Processes whose parent is gone when they end, so that PID 1 has to reap them. */
static void orphans(u64 count)
{
    for (u64 i = 0; i < count; i++) {
        i64 child = SYS(NR_fork, 0, 0, 0, 0, 0);
        if (child == 0) {
            SYS(NR_fork, 0, 0, 0, 0, 0);
            leave(0);
        }
        SYS(NR_wait4, child, 0, 0, 0, 0);
    }
}

/* Runs one act; how many words it took, 0 when there is none of that name. */
/* A file of so many MiB without a block on disk. */
static void sparse(const char *path, u64 mebibytes)
{
    i64 fd = SYS(NR_openat, AT_FDCWD, path, O_WRONLY | O_CREAT, 0644, 0);
    tell("sparse", fd < 0 ? fd : SYS(NR_ftruncate, fd, mebibytes << 20, 0, 0, 0));
    SYS(NR_close, fd, 0, 0, 0, 0);
}

/* fcntl(2), F_SETLEASE: whoever opens the file waits for its holder, unless it is gone. */
static void lease(const char *path)
{
    i64 fd = SYS(NR_openat, AT_FDCWD, path, O_RDONLY, 0, 0);
    tell("lease", SYS(NR_fcntl, fd, 1024, 1 /* F_WRLCK */, 0, 0));
}

static u64 act(char **word)
{
    const char *name = word[0], *first = word[1] ? word[1] : "", *second = word[1] && word[2] ? word[2] : "";
    if (is(name, "exit"))
        leave(number(first));
    if (is(name, "signal"))
        return (void)SYS(NR_kill, SYS(NR_getpid, 0, 0, 0, 0, 0), number(first), 0, 0, 0), 2;
    if (is(name, "spin"))
        for (;;)
            __asm__ volatile("" ::: "memory");
    if (is(name, "sleep"))
        pause_forever();
    if (is(name, "say"))
        return say(first), say("\n"), 2;
    if (is(name, "complain"))
        return write_all(2, first, length_of(first)), 2;
    if (is(name, "write")) {
        for (u64 left = number(first); left > 0;) {
            u64 now = left < sizeof(buffer) ? left : sizeof(buffer);
            write_all(1, memory, now);
            left -= now;
        }
        return 2;
    }
    if (is(name, "touch-memory")) {
        for (u64 at = 0; at < number(first); at += 4096)
            ((volatile char *)memory)[at] = 1;
        return 2;
    }
    if (is(name, "background"))
        return background(number(first)), 2;
    if (is(name, "spinners"))
        return spinners(number(first)), 2;
    if (is(name, "hogs"))
        return hogs(number(first), number(second)), 3;
    if (is(name, "orphans"))
        return orphans(number(first)), 2;
    if (is(name, "exhaust"))
        return exhaust(first), 2;
    if (is(name, "unlink"))
        return tell("unlink", SYS(NR_unlinkat, AT_FDCWD, first, 0, 0, 0)), 2;
    if (is(name, "cat"))
        return copy(0), 1;
    if (is(name, "show"))
        return show(first), 2;
    if (is(name, "list"))
        return list(first), 2;
    if (is(name, "stat"))
        return stat_of(first), 2;
    if (is(name, "fds"))
        return descriptors(), 1;
    if (is(name, "fill"))
        return fill(first, number(second)), 3;
    if (is(name, "attack-init"))
        return attack_init(), 1;
    if (is(name, "open-write"))
        return tell("open", SYS(NR_openat, AT_FDCWD, first, O_WRONLY, 0, 0)), 2;
    if (is(name, "open-read"))
        return tell("open", SYS(NR_openat, AT_FDCWD, first, O_RDONLY, 0, 0)), 2;
    if (is(name, "touch"))
        return tell("utimensat", SYS(NR_utimensat, AT_FDCWD, first, 0, 0, 0)), 2;
    if (is(name, "mkdir"))
        return tell("mkdir", SYS(NR_mkdirat, AT_FDCWD, first, 0755, 0, 0)), 2;
    if (is(name, "create")) {
        SYS(NR_close, SYS(NR_openat, AT_FDCWD, first, O_WRONLY | O_CREAT, 0644, 0), 0, 0, 0, 0);
        return put(first, second), 3;
    }
    if (is(name, "symlink"))
        return tell("symlink", SYS(NR_symlinkat, first, AT_FDCWD, second, 0, 0)), 3;
    if (is(name, "fifo"))
        return tell("mknod", SYS(NR_mknodat, AT_FDCWD, first, S_IFIFO | 0666, 0, 0)), 2;
    if (is(name, "socket"))
        return tell("mknod", SYS(NR_mknodat, AT_FDCWD, first, 0140000 | 0666, 0, 0)), 2;
    if (is(name, "chmod"))
        return tell("chmod", SYS(NR_fchmodat, AT_FDCWD, first, number(second), 0, 0)), 3;
    if (is(name, "sparse"))
        return sparse(first, number(second)), 3;
    if (is(name, "lease"))
        return lease(first), 2;
    if (is(name, "put"))
        return put(first, second), 3;
    if (is(name, "close")) {
        SYS(NR_close, number(first), 0, 0, 0, 0);
        return 2;
    }
    if (is(name, "signal-init")) {
        for (u64 i = 0; i < number(second); i++)
            SYS(NR_kill, 1, number(first), 0, 0, 0);
        return 3;
    }
    return 0;
}

__attribute__((noreturn, used)) static void start(u64 *stack)
{
    u64 count = stack[0];
    char **words = (char **)(stack + 1);
    for (u64 at = 1; at < count;) {
        u64 used = act(words + at);
        if (used == 0)
            leave(99);
        at += used;
    }
    for (;;)
        leave(0);
}

__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call start\n");
