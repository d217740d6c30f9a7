/*
 * The monitor: outside the sandbox, with the rights of the caller. It makes what takes those rights, starts the stage,
 * looks after PID 1, and removes the cgroup when everybody is gone.
 */
#include "init.h"

/* In the monitor, and only there. */
static i32 is_monitor, sandbox_init;

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
        /* A cgroup is busy until its last task is gone from the kernel's books, shortly after wait(2) has seen it. The
           pauses grow from 0.1 ms to 6.4 ms: two seconds in all. */
        for (u32 attempt = 0; attempt < 320 && removed == -EBUSY; attempt++) {
            removed = SYS(NR_unlinkat, FD(op->number[0]), TEXT(op, 0), AT_REMOVEDIR, 0, 0);
            if (removed == -EBUSY) {
                struct timespec pause = {0, 100000l << (attempt < 6 ? attempt : 6)};
                SYS(NR_ppoll, 0, 0, &pause, 0, 8);
            }
        }
        failed += removed < 0 && removed != -ENOENT;
    }
    return failed;
}

void clean_up_after_monitor(void)
{
    if (!is_monitor)
        return;
    end_sandbox();
    tear_down();
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

/* LaunchPlan.CALLER: who calls cannot become anybody else, and owns the namespace himself. */
#define CALLER 0xffffffffu

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
        if (op->number[1] != CALLER)
            become_owner(op->number[1]);
        die_with_parent(monitor);
        must(SYS(NR_unshare, CLONE_NEWUSER, 0, 0, 0, 0));
        /* proc(5): the files of an undumpable process are root's, and neither an ordinary caller nor newuidmap, which
           looks whose process this is, could write its maps. It has nothing yet, and ends before anything runs inside. */
        if (op->number[1] == CALLER)
            must(SYS(NR_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0));
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
    /* A state directory may lie on a mount with nodev: a device node there must work all the same. */
    struct mount_attr attributes = {
        .attr_set = op->number[1], .attr_clr = MOUNT_ATTR_NODEV & ~op->number[1], .propagation = MS_PRIVATE};
    if (op->number[2] != SLOT_NONE) {
        attributes.attr_set |= MOUNT_ATTR_IDMAP;
        attributes.userns_fd = (u64)FD(op->number[2]);
    }
    /* mount_setattr(2): recursive, since a read-only bind whose submounts stay writable is no read-only bind. */
    must(SYS(NR_mount_setattr, tree, "", AT_EMPTY_PATH | recursive, &attributes, sizeof(attributes)));
    move_fd((i32)tree, source);
}

/* EPIPE: init has ended already, and watch() sees it. SIGPIPE is blocked. */
static void release_payload(void)
{
    u8 ready = 1;
    SYS(NR_write, monitor_pipe[1], &ready, 1, 0, 0);
}

static i32 has_op(u32 code)
{
    for (u32 step = 0; step < plan.header->op_count; step++)
        if (plan.ops[step].code == code)
            return 1;
    return 0;
}

/* Whether the sandbox has been told to end: PID 1 ends everything and reports what was used; it gets a second for that. */
static i32 obey(i32 init)
{
    struct message message = {0, 0};
    i64 received = receive(&message);
    if (received < 0)
        SYS(NR_kill, init, SIGKILL, 0, 0, 0);
    else if (message.type == MESSAGE_KILL)
        SYS(NR_kill, init, SIGNAL_END, 0, 0, 0);
    else if (message.type == MESSAGE_CONNECTED)
        release_payload();
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
    if (count != sizeof(init)) {
        /* A stage that was killed on the way may have left a PID 1 behind: the end of the pipe ends it. */
        SYS(NR_close, monitor_pipe[1], 0, 0, 0, 0);
        wait_for_all();
        return 0;
    }
    sandbox_init = init;
    /* With a network the parent says when: the program must not run before the filter stands. */
    if (!has_op(OP_OFFER_NETWORK))
        release_payload();
    return init;
}

void run_monitor(void)
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
