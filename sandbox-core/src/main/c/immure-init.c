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

/* Opened before the user namespace is entered: see enter_user_namespace(). */
static i32 time_offsets_fd = -1;
/* The stage tells the monitor the pid of init over it. */
static i32 pid_pipe[2] = {-1, -1};
/* The monitor alone can write to it, and does once, when the stage is reaped; so its end means that the monitor is gone. */
static i32 monitor_pipe[2] = {-1, -1};
/* In the payload, and only there: where a failure goes. See spawn_payload(). */
static struct progress *progress;
/* In the monitor, and only there. */
static i32 is_monitor, sandbox_init;

/* gcc may call these for structure copies, whatever -ffreestanding says. */
void *memcpy(void *to, const void *from, u64 count);
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

static i32 wait_for(i32 pid)
{
    i32 status = 0;
    while (SYS(NR_wait4, pid, &status, 0, 0, 0) == -EINTR)
        ;
    return status;
}

static void end_sandbox(void)
{
    if (sandbox_init <= 0)
        return;
    SYS(NR_kill, sandbox_init, SIGKILL, 0, 0, 0);
    wait_for(sandbox_init);
}

/* Runs what follows the payload's steps; returns how many of them failed. */
static i32 tear_down(void)
{
    i32 failed = 0;
    for (u32 step = 0; step < plan.header->op_count; step++) {
        const struct plan_op *op = &plan.ops[step];
        if (op->code != OP_REMOVE_DIRECTORY)
            continue;
        i64 removed = -EBUSY;
        /* A cgroup is busy until its last task is gone from the kernel's books, shortly after wait(2) has seen it. */
        for (u32 attempt = 0; attempt < 400 && removed == -EBUSY; attempt++) {
            removed = SYS(NR_unlinkat, FD(op->number[0]), TEXT(op, 0), AT_REMOVEDIR, 0, 0);
            if (removed == -EBUSY) {
                struct timespec pause = {0, 5000000};
                SYS(NR_ppoll, 0, 0, &pause, 0, 8);
            }
        }
        failed += removed < 0 && removed != -ENOENT;
    }
    return failed;
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
    if (is_monitor) {
        end_sandbox();
        tear_down();
    }
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

i32 same_text(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static i32 own_pid(void)
{
    return (i32)SYS(NR_getpid, 0, 0, 0, 0, 0);
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

/*
 * prctl(2), PR_SET_PDEATHSIG: the signal comes only for a death after this call, so whoever called it looks afterwards
 * whether the parent is still there. A change of ids clears it.
 */
static void die_with_parent(i32 parent)
{
    must(SYS(NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    if (SYS(NR_getppid, 0, 0, 0, 0, 0) != parent)
        leave(125);
}

static i64 spawn(u64 flags, i32 exit_signal, u64 cgroup)
{
    struct clone_args args = {.flags = flags, .exit_signal = (u64)exit_signal, .cgroup = cgroup};
    return SYS(NR_clone3, &args, sizeof(args), 0, 0, 0);
}

static i64 receive(struct message *message)
{
    i64 count;
    do {
        count = sys6(NR_recvfrom, (u64)FD(SLOT_CONTROL), (u64)message, sizeof(*message), 0, 0, 0);
    } while (count == -EINTR);
    if (count == 0)
        return -EPIPE;
    return count == sizeof(*message) || count < 0 ? count : -EPROTO;
}

/* dup2(2) with O_CLOEXEC refuses equal numbers, and the lowest free one may well be the slot itself. */
static void move_fd(i32 from, i32 to)
{
    if (from == to)
        return;
    must(SYS(NR_dup3, from, to, O_CLOEXEC, 0, 0));
    SYS(NR_close, from, 0, 0, 0, 0);
}

/*
 * The owner of a user namespace pays for what is used inside: the kernel charges inotify instances, namespaces, queued
 * signals and the like to the owner's account in the parent namespace as well (kernel/ucount.c). Were that root, one
 * sandbox could use up what the host's root may have of them. The capabilities are kept, since a host may want one for
 * a new user namespace.
 */
static void become_owner(u64 id)
{
    struct cap_header header = {LINUX_CAPABILITY_VERSION_3, 0};
    struct cap_data data[2] = {{0, 0, 0}, {0, 0, 0}};
    must(SYS(NR_prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0));
    must(SYS(NR_setresgid, id, id, id, 0, 0));
    must(SYS(NR_setresuid, id, id, id, 0, 0));
    must(SYS(NR_capget, &header, data, 0, 0, 0));
    data[0].effective = data[0].permitted;
    data[1].effective = data[1].permitted;
    must(SYS(NR_capset, &header, data, 0, 0, 0));
    must(SYS(NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0));
}

/*
 * A user namespace without a process: a child makes it, the parent maps it, a descriptor keeps it. The idmapped mounts
 * need it before anything runs in it (mount_setattr(2), MOUNT_ATTR_IDMAP), and the other namespaces must be made after
 * the maps are written, so that they are owned by a mapped root.
 */
static void make_user_namespace(const struct plan_op *op)
{
    i32 monitor = own_pid();
    /* CLONE_FILES: the child opens its own namespace for both; no /proc/<pid> path has to be built here. */
    i64 pid = must(spawn(CLONE_FILES, SIGCHLD, 0));
    if (pid == 0) {
        is_monitor = 0;
        become_owner(op->number[1]);
        die_with_parent(monitor);
        must(SYS(NR_unshare, CLONE_NEWUSER, 0, 0, 0, 0));
        i64 fd = must(SYS(NR_openat, AT_FDCWD, "/proc/self/ns/user", O_RDONLY | O_CLOEXEC, 0, 0));
        move_fd((i32)fd, FD(op->number[0]));
        report(RECORD_NAMESPACE_OPEN, 0, 0, 0, 0);
        for (;;)
            SYS(NR_ppoll, 0, 0, 0, 0, 8);
    }
    struct message message = {0, 0};
    report(RECORD_WANT_ID_MAPS, (i32)pid, 0, 0, 0);
    i64 received = receive(&message);
    SYS(NR_kill, pid, SIGKILL, 0, 0, 0);
    i32 status = wait_for((i32)pid);
    must(received);
    if (message.type != MESSAGE_MAPPED || (status & 0x7f) != SIGKILL)
        fail(-EPROTO);
}

static void clone_mount(const struct plan_op *op)
{
    i32 source = FD(op->number[0]);
    u64 recursive = op->number[3] ? AT_RECURSIVE : 0;
    i64 tree = must(SYS(NR_open_tree, source, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | recursive, 0, 0));
    struct mount_attr attributes = {.attr_set = op->number[1], .propagation = MS_PRIVATE};
    if (op->number[2] != SLOT_NONE) {
        attributes.attr_set |= MOUNT_ATTR_IDMAP;
        attributes.userns_fd = (u64)FD(op->number[2]);
    }
    /* mount_setattr(2): recursive, since a read-only bind whose submounts stay writable is no read-only bind. */
    must(SYS(NR_mount_setattr, tree, "", AT_EMPTY_PATH | recursive, &attributes, sizeof(attributes)));
    move_fd((i32)tree, source);
}

/*
 * user_namespaces(7): after setns(2) the caller has all capabilities in the namespace and an unmapped uid; becoming its
 * root also clears the dumpable flag (prctl(2), PR_SET_DUMPABLE), after which /proc/self belongs to the host's root. So
 * what must be written there later is opened before.
 */
static void enter_user_namespace(const struct plan_op *op)
{
    time_offsets_fd = (i32)must(SYS(NR_openat, AT_FDCWD, "/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC, 0, 0));
    must(SYS(NR_setns, FD(op->number[0]), CLONE_NEWUSER, 0, 0, 0));
    must(SYS(NR_setgroups, 0, 0, 0, 0, 0));
    must(SYS(NR_setresgid, 0, 0, 0, 0, 0));
    must(SYS(NR_setresuid, 0, 0, 0, 0, 0));
    /* CVE-2016-9962: nobody may trace or inspect us until execve. */
    must(SYS(NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0));
}

static void set_oom_score(const struct plan_op *op)
{
    i64 fd = must(SYS(NR_openat, AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0, 0));
    must(write_text((i32)fd, TEXT(op, 0)));
    SYS(NR_close, fd, 0, 0, 0, 0);
}

/* getrlimit(2): raising a hard limit needs CAP_SYS_RESOURCE on the host, so it happens here; the payload lowers it. */
static void raise_rlimit(const struct plan_op *op)
{
    struct rlimit64 limit;
    must(SYS(NR_prlimit64, 0, op->number[0], 0, &limit, 0));
    if (limit.hard >= op->number[1])
        return;
    limit.hard = op->number[1];
    must(SYS(NR_prlimit64, 0, op->number[0], &limit, 0, 0));
}

/*
 * Opening /dev/stdout opens the pipe behind it once more, which its owner alone may do. Only a pipe is given away: it was
 * made for this run, and anything else belongs to the host.
 */
static void own_streams(const struct plan_op *op)
{
    for (i32 fd = 0; fd < 3; fd++) {
        struct stat stat;
        must(SYS(NR_fstat, fd, &stat, 0, 0, 0));
        if ((stat.mode & S_IFMT) == S_IFIFO)
            must(SYS(NR_fchown, fd, op->number[0], op->number[1], 0, 0));
    }
}

static void run_init(u32 step);

/* PID 1 becomes the monitor's child (CLONE_PARENT), so that its end is seen there and its pid cannot be reused before. */
static void spawn_init(const struct plan_op *op, u32 step)
{
    i64 pid = must(spawn(op->number[0] | CLONE_PARENT, 0, 0));
    if (pid == 0) {
        SYS(NR_close, pid_pipe[1], 0, 0, 0, 0);
        run_init(step + 1);
        leave(125);
    }
    i32 value = (i32)pid;
    must(SYS(NR_write, pid_pipe[1], &value, sizeof(value), 0, 0));
}

static void run_stage(u32 step, i32 monitor)
{
    die_with_parent(monitor);
    for (; step < plan.header->op_count; step++) {
        const struct plan_op *op = &plan.ops[step];
        current_step = step;
        switch (op->code) {
        case OP_JOIN_CGROUP:
            must(write_text(FD(op->number[0]), "0"));
            break;
        case OP_SET_OOM_SCORE:
            set_oom_score(op);
            break;
        case OP_RAISE_RLIMIT:
            raise_rlimit(op);
            break;
        case OP_OWN_STREAMS:
            own_streams(op);
            break;
        case OP_NEW_SESSION_KEYRING:
            must(SYS(NR_keyctl, KEYCTL_JOIN_SESSION_KEYRING, 0, 0, 0, 0));
            break;
        case OP_ENTER_USER_NAMESPACE:
            enter_user_namespace(op);
            die_with_parent(monitor);
            break;
        case OP_MAKE_TIME_NAMESPACE:
            must(SYS(NR_unshare, CLONE_NEWTIME, 0, 0, 0, 0));
            must(write_text(time_offsets_fd, TEXT(op, 0)));
            break;
        case OP_SPAWN_INIT:
            spawn_init(op, step);
            leave(0);
        default:
            fail(-EINVAL);
        }
    }
    fail(-EINVAL);
}

/* ---- PID 1 ---- */

/* The monitor has no other end of a signal to us than SIGKILL, and getppid(2) is 0 in a new pid namespace: so a pipe. */
static void require_monitor(void)
{
    struct pollfd polled = {monitor_pipe[0], POLLIN, 0};
    struct timespec now = {0, 0};
    must(SYS(NR_ppoll, &polled, 1, &now, 0, 8));
    if (polled.revents & ~POLLIN)
        leave(125);
}

/* The stage stays in the books of the pids limit until the monitor has reaped it. */
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
 * to pass signals on to others' processes.
 */
static void become_reaper(u64 uid, u64 gid)
{
    struct cap_header header = {LINUX_CAPABILITY_VERSION_3, 0};
    struct cap_data data[2] = {{1u << CAP_KILL, 1u << CAP_KILL, 0}, {0, 0, 0}};
    must(SYS(NR_prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0));
    must(SYS(NR_setgroups, 0, 0, 0, 0, 0));
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
static i32 wait_for_payload(i32 payload)
{
    u64 every = ~0ul;
    for (;;) {
        i32 status = 0;
        i64 ended;
        while ((ended = SYS(NR_wait4, -1, &status, 1 /* WNOHANG */, 0, 0)) > 0) {
            if (ended == payload)
                return status;
        }
        if (ended == -ECHILD)
            fail(-ECHILD);
        i64 signal = SYS(NR_rt_sigtimedwait, &every, 0, 0, 8, 0);
        /* Only the monitor can send it: the program has another user and, with Landlock, no reach. */
        if (signal == SIGNAL_END)
            SYS(NR_kill, -1, SIGKILL, 0, 0, 0);
        else if (signal > 0 && signal != SIGCHLD)
            SYS(NR_kill, payload, signal, 0, 0, 0);
    }
}

static void close_stdio(void)
{
    for (i32 fd = 0; fd < 3; fd++)
        SYS(NR_close, fd, 0, 0, 0, 0);
}

static void end_everything_else(void)
{
    /* kill(2): -1 means every process of this pid namespace but PID 1 itself. */
    SYS(NR_kill, -1, SIGKILL, 0, 0, 0);
    i32 status = 0;
    i64 ended;
    do {
        ended = SYS(NR_wait4, -1, &status, 0x40000000 /* __WALL */, 0, 0);
    } while (ended > 0 || ended == -EINTR);
}

/* Waits until the other end of a pipe is closed. */
static void await_end(i32 fd)
{
    u8 nothing;
    while (SYS(NR_read, fd, &nothing, 1, 0, 0) == -EINTR)
        ;
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
    i32 started[2], released[2];
    u64 bytes = 0, inodes = 0, own_bytes = 0, own_inodes = 0;
    disk_usage(&own_bytes, &own_inodes);
    leave_if_told_to_end();
    must(SYS(NR_pipe2, started, O_CLOEXEC, 0, 0, 0));
    must(SYS(NR_pipe2, released, O_CLOEXEC, 0, 0, 0));
    /* Shared memory, not the control socket: the plan's filter may refuse sendto(2), and then a failed execve(2) would
       pass for a program that ended with status 125. It is not mapped any more in the program itself. */
    struct progress *page = (void *)must(sys6(NR_mmap, 0, sizeof(*page), 3, 0x21 /* MAP_SHARED|MAP_ANONYMOUS */, (u64)-1, 0));
    await_monitor();
    i32 payload = (i32)must(spawn(0, SIGCHLD, 0));
    if (payload == 0) {
        progress = page;
        SYS(NR_close, released[1], 0, 0, 0, 0);
        await_end(released[0]);
        run_payload(step + 1, page);
    }
    SYS(NR_close, started[1], 0, 0, 0, 0);
    /* What the payload reads and writes must not stay open here: the other end waits for the last writer to close. */
    close_stdio();
    become_reaper(op->number[0], op->number[1]);
    /* Not before: the program must not meet a PID 1 that is still root. */
    SYS(NR_close, released[1], 0, 0, 0, 0);

    /* The pipe is close-on-exec: its end means that execve has succeeded, or that the payload is gone. */
    await_end(started[0]);
    u64 start = await_execution(page, payload);
    /* The layer, device and cgroup descriptors have served. */
    close_all_but_meters(FD(SLOT_PLAN));
    i32 status = wait_for_payload(payload);
    u64 wall = monotonic_ns() - start;
    end_everything_else();
    current_step = disk_usage(&bytes, &inodes);
    report(RECORD_EXITED, status, wall, bytes > own_bytes ? bytes - own_bytes : 0, inodes > own_inodes ? inodes - own_inodes : 0);
    leave(0);
}

static void run_init(u32 step)
{
    /* The monitor's death ends the sandbox; await_monitor() looks whether it came before this. */
    must(SYS(NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
    for (; step < plan.header->op_count; step++) {
        current_step = step;
        if (plan.ops[step].code == OP_SPAWN_PAYLOAD)
            spawn_payload(&plan.ops[step], step);
        execute_init_op(&plan.ops[step]);
    }
    fail(-EINVAL);
}

/* ---- monitor ---- */

/* Whether the sandbox has been told to end: PID 1 ends everything and reports what was used; it gets a second for that. */
static i32 obey(i32 init)
{
    struct message message = {0, 0};
    i64 received = receive(&message);
    if (received < 0)
        SYS(NR_kill, init, SIGKILL, 0, 0, 0);
    else if (message.type == MESSAGE_KILL)
        SYS(NR_kill, init, SIGNAL_END, 0, 0, 0);
    else if (message.type == MESSAGE_SIGNAL && message.value > 0 && message.value <= NSIG)
        SYS(NR_kill, init, message.value, 0, 0, 0);
    return message.type == MESSAGE_KILL;
}

static i32 watch(i32 init)
{
    u64 child_signal = 1ul << (SIGCHLD - 1);
    i32 signals = (i32)must(SYS(NR_signalfd4, -1, &child_signal, 8, O_CLOEXEC, 0));
    struct pollfd polled[2] = {{FD(SLOT_CONTROL), POLLIN, 0}, {signals, POLLIN, 0}};
    struct timespec patience = {1, 0};
    i32 ending = 0;
    for (;;) {
        i32 status = 0;
        i64 ended = SYS(NR_wait4, init, &status, 1 /* WNOHANG */, 0, 0);
        if (ended == init) {
            sandbox_init = 0;
            return status;
        }
        i64 ready = SYS(NR_ppoll, polled, 2, ending ? &patience : 0, 0, 8);
        if (ready == -EINTR)
            continue;
        if (must(ready) == 0)
            SYS(NR_kill, init, SIGKILL, 0, 0, 0);
        if (polled[0].revents & ~POLLIN) {
            /* POLLHUP: no parent any more. Nobody would take the result, so nothing may go on. */
            SYS(NR_kill, init, SIGKILL, 0, 0, 0);
            polled[0].fd = -1;
        } else if (polled[0].revents) {
            ending |= obey(init);
        }
        if (polled[1].revents) {
            u8 info[128];
            SYS(NR_read, signals, info, sizeof(info), 0, 0);
        }
    }
}

static i32 spawn_stage(const struct plan_op *op, u32 step)
{
    must(SYS(NR_pipe2, pid_pipe, O_CLOEXEC, 0, 0, 0));
    must(SYS(NR_pipe2, monitor_pipe, O_CLOEXEC, 0, 0, 0));
    i32 monitor = own_pid();
    u64 into = op->number[0] == SLOT_NONE ? 0 : CLONE_INTO_CGROUP;
    i64 stage = must(spawn(into, SIGCHLD, into ? (u64)FD(op->number[0]) : 0));
    if (stage == 0) {
        is_monitor = 0;
        SYS(NR_close, pid_pipe[0], 0, 0, 0, 0);
        SYS(NR_close, monitor_pipe[1], 0, 0, 0, 0);
        run_stage(step + 1, monitor);
    }
    close_stdio();
    SYS(NR_close, pid_pipe[1], 0, 0, 0, 0);
    SYS(NR_close, monitor_pipe[0], 0, 0, 0, 0);
    i32 init = 0;
    i64 count;
    do {
        count = SYS(NR_read, pid_pipe[0], &init, sizeof(init), 0, 0);
    } while (count == -EINTR);
    SYS(NR_close, pid_pipe[0], 0, 0, 0, 0);
    wait_for((i32)stage);
    if (count != sizeof(init))
        return 0;
    /* EPIPE: init has ended already, and watch() sees it. SIGPIPE is blocked. */
    sandbox_init = init;
    u8 reaped = 1;
    SYS(NR_write, monitor_pipe[1], &reaped, 1, 0, 0);
    return init;
}

static void run_monitor(void)
{
    i32 init = 0;
    is_monitor = 1;
    for (u32 step = 0; step < plan.header->op_count && init == 0; step++) {
        const struct plan_op *op = &plan.ops[step];
        current_step = step;
        if (op->code == OP_MAKE_USER_NAMESPACE)
            make_user_namespace(op);
        else if (op->code == OP_CLONE_MOUNT)
            clone_mount(op);
        else if (op->code == OP_SPAWN_STAGE) {
            init = spawn_stage(op, step);
            break;
        } else
            fail(-EINVAL);
    }
    i32 status = init == 0 ? 0 : watch(init);
    report(RECORD_ENDED, status, 0, 0, 0);
    /* The parent reads its last meters now; a parent that is gone needs none, and receive() says so. */
    struct message message = {0, 0};
    while (receive(&message) > 0 && message.type != MESSAGE_TEAR_DOWN)
        ;
    report(RECORD_FINISHED, tear_down(), 0, 0, 0);
    leave(0);
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

static void load_plan(void)
{
    i32 fd = FD(SLOT_PLAN);
    struct stat stat;
    must(SYS(NR_fstat, fd, &stat, 0, 0, 0));
    if (stat.size <= 0 || (u64)stat.size > PLAN_MAX_BYTES)
        fail(-E2BIG);
    /* memfd_create(2): sealed, so what is checked now is what is executed later. F_SEAL_EXEC may be there as well, where
       vm.memfd_noexec makes the kernel add it. */
    if ((must(SYS(NR_fcntl, fd, F_GET_SEALS, 0, 0, 0)) & F_NEEDED_SEALS) != F_NEEDED_SEALS)
        fail(-EPERM);
    const void *bytes = (const void *)must(sys6(NR_mmap, 0, (u64)stat.size, 1, 2, (u64)fd, 0));
    if (plan_decode(bytes, (u64)stat.size, &plan) != 0)
        fail(-EPROTO);
}

__attribute__((noreturn, used)) static void start(void)
{
    reset_signals();
    load_plan();
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
__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  and $-16, %rsp\n  call start\n");
