/*
 * immure-init executes a launch plan. Three processes take part (docs/launch-sequence.md):
 *
 *   monitor  stays outside, as the caller: makes the user namespace and the idmapped mounts, watches, removes cgroups
 *   stage    joins the cgroup, enters the user namespace, starts PID 1 as the monitor's child, and ends
 *   init     PID 1 inside: builds the root file system, starts the payload, reaps, reports
 *
 * There is no policy and no default here: what is not in the plan does not happen, and what is in it happens or ends
 * the launch with (step, errno). No allocation, no text parsing, no formatting.
 */
#include "init.h"

u32 current_step = SLOT_NONE;
struct plan plan;
struct progress *progress;
i32 monitor_pipe[2] = {-1, -1};
i32 pid_pipe[2] = {-1, -1};
i32 groups_are_kept;

/* gcc may call these for structure copies, whatever -ffreestanding says. */
void *memset(void *to, int value, u64 count);

void *memcpy(void *to, const void *from, u64 count)
{
    for (u64 i = 0; i < count; i++)
        ((volatile u8 *)to)[i] = ((const u8 *)from)[i];
    return to;
}

void *memset(void *to, int value, u64 count)
{
    for (u64 i = 0; i < count; i++)
        ((volatile u8 *)to)[i] = (u8)value;
    return to;
}

void leave(i32 status)
{
    SYS(NR_exit_group, status, 0, 0, 0, 0);
    /* Only a filter of the plan that refuses exit_group(2) leads here: ended by SIGILL. */
    __builtin_trap();
}

void report(u32 type, i32 value, u64 a, u64 b, u64 c)
{
    struct record record = {type, current_step, value, 0, a, b, c};
    i64 sent;
    /* MSG_NOSIGNAL: a parent that is gone shows up as EOF in the monitor's loop, not as SIGPIPE here. */
    do {
        sent = sys6(NR_sendto, (u64)FD(SLOT_CONTROL), (u64)&record, sizeof(record), 0x4000, 0, 0);
    } while (sent == -EINTR);
}

void fail(i64 result)
{
    if (progress) {
        progress->step = current_step;
        progress->error = (i32)-result;
        leave(125);
    }
    report(RECORD_FAILED, (i32)-result, 0, 0, 0);
    /* The parent removes what it made; but it may be its end that has failed us. */
    clean_up_after_monitor();
    leave(125);
}

i64 must(i64 result)
{
    if (result < 0)
        fail(result);
    return result;
}

u64 text_length(const char *text)
{
    u64 length = 0;
    while (text[length])
        length++;
    return length;
}

u64 monotonic_ns(void)
{
    struct timespec now = {0, 0};
    SYS(NR_clock_gettime, CLOCK_MONOTONIC, &now, 0, 0, 0);
    return (u64)now.sec * 1000000000ul + (u64)now.nsec;
}

i64 write_text(i32 fd, const char *text)
{
    u64 length = text_length(text);
    i64 written;
    do {
        written = SYS(NR_write, fd, text, length, 0, 0);
    } while (written == -EINTR);
    return written < 0 || (u64)written == length ? written : -EIO;
}

i32 own_pid(void)
{
    return (i32)SYS(NR_getpid, 0, 0, 0, 0, 0);
}

void report_with(u32 type, i32 value, i32 fd)
{
    struct record record = {type, current_step, value, 0, 0, 0, 0};
    struct iovec vector = {&record, sizeof(record)};
    struct passed_fd passed = {20, SOL_SOCKET, SCM_RIGHTS, fd, 0};
    struct message_header message = {0, 0, &vector, 1, fd < 0 ? 0 : &passed, fd < 0 ? 0 : sizeof(passed), 0};
    i64 sent;
    do {
        sent = SYS(NR_sendmsg, FD(SLOT_CONTROL), &message, 0x4000 /* MSG_NOSIGNAL */, 0, 0);
    } while (sent == -EINTR);
    /* Without a parent to take it nothing may go on; with a limit in the way (ETOOMANYREFS) nothing can. */
    must(sent);
}

i64 spawn(u64 flags, i32 exit_signal, u64 cgroup)
{
    struct clone_args args = {.flags = flags, .exit_signal = (u64)exit_signal, .cgroup = cgroup};
    return SYS(NR_clone3, &args, sizeof(args), 0, 0, 0);
}

i32 wait_for(i32 pid)
{
    i32 status = 0;
    while (SYS(NR_wait4, pid, &status, 0, 0, 0) == -EINTR)
        ;
    return status;
}

void wait_for_all(void)
{
    i32 status = 0;
    i64 ended;
    do {
        ended = SYS(NR_wait4, -1, &status, 0x40000000 /* __WALL */, 0, 0);
    } while (ended > 0 || ended == -EINTR);
}

/*
 * prctl(2), PR_SET_PDEATHSIG: the signal comes only for a death after this call, so whoever called it looks afterwards
 * whether the parent is still there. A change of ids clears it.
 */
void die_with_parent(i32 parent)
{
    must(SYS(NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    if (SYS(NR_getppid, 0, 0, 0, 0, 0) != parent)
        leave(125);
}

void close_stdio(void)
{
    for (i32 fd = 0; fd < 3; fd++)
        SYS(NR_close, fd, 0, 0, 0, 0);
}

void move_fd(i32 from, i32 to)
{
    if (from == to)
        return;
    must(SYS(NR_dup3, from, to, O_CLOEXEC, 0, 0));
    SYS(NR_close, from, 0, 0, 0, 0);
}

void clear_groups(void)
{
    if (!groups_are_kept)
        must(SYS(NR_setgroups, 0, 0, 0, 0, 0));
}

char *decimal(u64 value, char digits[DIGITS])
{
    char *at = digits + DIGITS - 1;
    *at = 0;
    do {
        *--at = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    return at;
}

static void reset_signals(void)
{
    /* The JVM has handlers, blocks some signals and ignores SIGPIPE; execve(2) keeps what is ignored or blocked. */
    struct kernel_sigaction action = {SIG_DFL, 0, 0, 0};
    for (i32 signal = 1; signal <= NSIG; signal++)
        SYS(NR_rt_sigaction, signal, &action, 0, 8, 0);
    u64 every = ~0ul;
    must(SYS(NR_rt_sigprocmask, SIG_SETMASK, &every, 0, 8, 0));
}

void load_plan(i32 fd, struct plan *into)
{
    struct stat stat;
    must(SYS(NR_fstat, fd, &stat, 0, 0, 0));
    if (stat.size <= 0 || (u64)stat.size > PLAN_MAX_BYTES)
        fail(-E2BIG);
    /* memfd_create(2): sealed, so what is checked now is what is executed later. F_SEAL_EXEC may be there as well, where
       vm.memfd_noexec makes the kernel add it. */
    if ((must(SYS(NR_fcntl, fd, F_GET_SEALS, 0, 0, 0)) & F_NEEDED_SEALS) != F_NEEDED_SEALS)
        fail(-EPERM);
    const void *bytes = (const void *)must(sys6(NR_mmap, 0, (u64)stat.size, 1, 2, (u64)fd, 0));
    if (plan_decode(bytes, (u64)stat.size, into) != 0)
        fail(-EPROTO);
}

__attribute__((noreturn, used)) static void start(u64 *stack)
{
    reset_signals();
    /* Words of its own (the count of them comes first, then the name of the program) make it a carrier. */
    if (stack[0] > 1)
        carry((char **)(stack + 2));
    load_plan(FD(SLOT_PLAN), &plan);
    /* umask(2): the caller's must not decide who can pass through the directories that are made here. */
    SYS(NR_umask, 0, 0, 0, 0, 0);
    /* CVE-2016-9962, CVE-2024-21626: the JVM leaks dozens of descriptors; only what the plan names stays. */
    must(SYS(NR_close_range, PLAN_FIRST_FD + plan.header->passed_slots, ~0u, 0, 0, 0));
    must(SYS(NR_close_range, PLAN_FIRST_FD, ~0u, 4 /* CLOSE_RANGE_CLOEXEC */, 0, 0));
    must(SYS(NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0));
    /* Out of the terminal's foreground group: Ctrl-C is for the parent, which then tells us what to do. */
    must(SYS(NR_setsid, 0, 0, 0, 0, 0));
    report(RECORD_ALIVE, (i32)PLAN_VERSION, 0, 0, 0);
    run_monitor();
    leave(125);
}

/* The entry point: aligns the stack as the x86-64 ABI wants it for calls. */
__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call start\n");
