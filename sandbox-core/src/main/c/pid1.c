/*
 * PID 1 of the sandbox: builds the root file system (rootfs.c), starts the payload (payload.c), reaps whatever ends, and
 * reports. From the moment in which the program runs it is a user that the program cannot be.
 */
#include "init.h"

/* The monitor has no other end of a signal to us than SIGKILL, and getppid(2) is 0 in a new pid namespace: so a pipe. */
static void require_monitor(void)
{
    struct pollfd polled = {monitor_pipe[0], POLLIN, 0};
    struct timespec now = {0, 0};
    must(SYS(NR_ppoll, &polled, 1, &now, 0, 8));
    if (polled.revents & ~POLLIN)
        leave(125);
}

/* The stage stays in the books of the pids limit until the monitor has reaped it; and a network must stand first. */
static void await_monitor(void)
{
    u8 reaped;
    i64 count;
    do {
        count = SYS(NR_read, monitor_pipe[0], &reaped, 1, 0, 0);
    } while (count == -EINTR);
    if (count != 1)
        leave(125);
    require_monitor();
}

/*
 * PID 1 becomes a user of its own, which no program of the sandbox can be: with equal ids, and whatever capabilities it
 * lacks, the program could set the limits of PID 1 (prlimit(2)) and have the kernel end it. CAP_KILL is what it needs
 * to pass signals on to others' processes; what else the plan leaves it is not in effect before copy_out().
 */
static void become_reaper(u64 uid, u64 gid, u32 kept)
{
    struct cap_header header = {LINUX_CAPABILITY_VERSION_3, 0};
    struct cap_data data[2] = {{1u << CAP_KILL, kept, 0}, {0, 0, 0}};
    must(SYS(NR_prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0));
    clear_groups();
    must(SYS(NR_setresgid, gid, gid, gid, 0, 0));
    must(SYS(NR_setresuid, uid, uid, uid, 0, 0));
    must(SYS(NR_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
    must(SYS(NR_capset, &header, data, 0, 0, 0));
    must(SYS(NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    /* prctl(2): a change of ids sets the dumpable flag to /proc/sys/fs/suid_dumpable, and clears the death signal. */
    must(SYS(NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0));
    must(SYS(NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    require_monitor();
}

/*
 * Waits for the payload, reaping whatever else ends. All signals are blocked: PID 1 ignores what it does not handle
 * (pid_namespaces(7)), but a blocked signal stays pending and can be passed on.
 */
static i32 wait_for_payload(i32 payload, i32 listener, struct rusage *usage)
{
    u64 every = ~0ul;
    struct timespec now = {0, 0};
    i32 signals = (i32)must(SYS(NR_signalfd4, -1, &every, 8, O_CLOEXEC, 0));
    struct pollfd polled[2] = {{signals, POLLIN, 0}, {listener > 0 ? listener : -1, POLLIN, 0}};
    for (;;) {
        i32 status = 0;
        i64 ended;
        while ((ended = SYS(NR_wait4, -1, &status, WNOHANG, usage, 0)) > 0) {
            if (ended == payload)
                return status;
        }
        if (ended == -ECHILD)
            fail(-ECHILD);
        must(SYS(NR_ppoll, polled, 2, 0, 0, 8));
        i64 signal = polled[0].revents ? SYS(NR_rt_sigtimedwait, &every, 0, &now, 8, 0) : 0;
        /* Only the monitor can send it: the program has another user and, with Landlock, no reach. */
        if (signal == SIGNAL_END)
            SYS(NR_kill, -1, SIGKILL, 0, 0, 0);
        else if (signal > 0 && signal != SIGCHLD)
            SYS(NR_kill, payload, signal, 0, 0, 0);
        /* One call at a time, so that no number of them keeps a signal waiting. */
        if (polled[1].revents & POLLIN)
            answer_call(listener);
        else if (polled[1].revents)
            polled[1].fd = -1; /* POLLHUP: nobody is left whom the filter holds. */
    }
}

static void end_everything_else(void)
{
    /* kill(2): -1 means every process of this pid namespace but PID 1 itself. */
    SYS(NR_kill, -1, SIGKILL, 0, 0, 0);
    wait_for_all();
}

/* Waits until the other end of a pipe is closed. */
static void await_end(i32 fd)
{
    u8 nothing;
    while (SYS(NR_read, fd, &nothing, 1, 0, 0) == -EINTR)
        ;
}

/*
 * Until the payload executes or ends. It can make no call after its filter is there, so the kernel has to tell: it gives
 * robust futexes up at both moments (kernel/futex, futex_exec_release), after execve(2) has parted the descriptors. The
 * second look is for a payload that was killed before it had told the kernel of its futex.
 */
static void await_parting(const struct progress *page, i32 payload, u32 held)
{
    struct timespec pause = {0, 50000000};
    u8 info[128];
    for (;;) {
        if (*(const volatile u32 *)&page->alive != held)
            return;
        SYS(NR_futex, &page->alive, FUTEX_WAIT, held, &pause, 0);
        info[0] = 0;
        SYS(NR_waitid, P_PID, payload, info, WEXITED | WNOHANG | WNOWAIT, 0);
        if (info[0] == SIGCHLD)
            return;
    }
}

/* The program runs, or the launch ends here: with what the payload wrote down, or with its wait status. */
static u64 await_execution(const struct progress *last, i32 payload)
{
    if (last->error) {
        current_step = last->step;
        fail(-last->error);
    }
    if (!last->executing) {
        /* Killed on the way, for want of memory: no step of ours has failed, and no program has run. */
        report(RECORD_EXITED, wait_for(payload), 0, 0, 0);
        leave(125);
    }
    u64 start = monotonic_ns();
    report(RECORD_STARTED, 0, start, 0, 0);
    return start;
}

/* An order to end that came during the set-up: then the program is not started at all. */
static void leave_if_told_to_end(void)
{
    u64 end = 1ul << (SIGNAL_END - 1);
    struct timespec now = {0, 0};
    if (SYS(NR_rt_sigtimedwait, &end, 0, &now, 8, 0) == SIGNAL_END)
        leave(0);
}

static void spawn_payload(const struct plan_op *op, u32 step)
{
    i32 released[2];
    u64 bytes = 0, inodes = 0;
    begin_disk_usage();
    leave_if_told_to_end();
    must(SYS(NR_pipe2, released, O_CLOEXEC, 0, 0, 0));
    /* Shared memory, not the control socket: the plan's filter may refuse sendto(2), and then a failed execve(2) would
       pass for a program that ended with status 125. It is not mapped any more in the program itself. */
    struct progress *page = (void *)must(sys6(NR_mmap, 0, sizeof(*page), 3, 0x21 /* MAP_SHARED|MAP_ANONYMOUS */, (u64)-1, 0));
    await_monitor();
    /* One table of descriptors until execve(2): the filter's listener, which the payload gets, is ours without a call of
       the payload's that a filter might refuse. So neither of us closes what the other still needs. */
    i32 payload = (i32)must(spawn(CLONE_FILES, SIGCHLD, 0));
    if (payload == 0) {
        progress = page;
        await_end(released[0]);
        run_payload(step + 1);
    }
    become_reaper(op->number[0], op->number[1], (u32)op->number[2]);
    u32 held = (u32)payload | FUTEX_WAITERS;
    page->alive = held;
    /* Not before: the program must not meet a PID 1 that is still root. */
    SYS(NR_close, released[1], 0, 0, 0, 0);

    await_parting(page, payload, held);
    /* What the program reads and writes must not stay open here: the other end waits for the last writer to close. */
    close_stdio();
    u64 start = await_execution(page, payload);
    /* The layer, device and cgroup descriptors have served. */
    close_all_but_meters(FD(SLOT_PLAN), page->listener);
    struct rusage usage = {0};
    i32 status = status_of(wait_for_payload(payload, page->listener, &usage));
    u64 wall = monotonic_ns() - start;
    end_everything_else();
    report_calls();
    report(RECORD_USAGE, 0, (u64)usage.max_rss, (u64)usage.voluntary_switches, (u64)usage.involuntary_switches);
    current_step = report_disk_usage(&bytes, &inodes);
    report(RECORD_EXITED, status, wall, bytes, inodes);
    copy_out(step);
    leave(0);
}

void run_init(u32 step)
{
    /* The monitor's death ends the sandbox; await_monitor() looks whether it came before this. */
    must(SYS(NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    for (; step < plan.header->op_count; step++) {
        current_step = step;
        if (plan.ops[step].code == OP_HOLD)
            hold(step);
        if (plan.ops[step].code == OP_SPAWN_PAYLOAD)
            spawn_payload(&plan.ops[step], step);
        execute_init_op(&plan.ops[step]);
    }
    fail(-EINVAL);
}
