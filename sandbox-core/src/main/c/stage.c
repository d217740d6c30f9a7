/*
 * The stage: gives the caller's rights up for those of the user namespace, and starts PID 1. What it still does with the
 * caller's rights is what PID 1 could not.
 */
#include "init.h"

/* Opened before the user namespace is entered: see enter_user_namespace(). */
static i32 time_offsets_fd = -1;

/*
 * proc(5): the files of an undumpable process belong to root, so an ordinary caller's stage must be dumpable for as long
 * as the call takes. Nobody can use that but the caller's own processes, which could trace Java as well: nothing runs in
 * the sandbox yet.
 */
static i32 open_own(const char *path)
{
    i64 fd = SYS(NR_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0, 0);
    if (fd == -EACCES) {
        must(SYS(NR_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0));
        fd = SYS(NR_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0, 0);
        must(SYS(NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0));
    }
    return (i32)must(fd);
}

/*
 * user_namespaces(7): after setns(2) the caller has all capabilities in the namespace and an unmapped uid; becoming its
 * root also clears the dumpable flag (prctl(2), PR_SET_DUMPABLE), after which /proc/self belongs to the host's root. So
 * what must be written there later is opened before.
 */
static void enter_user_namespace(const struct plan_op *op)
{
    time_offsets_fd = open_own("/proc/self/timens_offsets");
    must(SYS(NR_setns, FD(op->number[0]), CLONE_NEWUSER, 0, 0, 0));
    groups_are_kept = op->number[3] != 0;
    clear_groups();
    must(SYS(NR_setresgid, op->number[2], op->number[2], op->number[2], 0, 0));
    must(SYS(NR_setresuid, op->number[1], op->number[1], op->number[1], 0, 0));
    /* CVE-2016-9962: nobody may trace or inspect us until execve. */
    must(SYS(NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0));
}

static void set_oom_score(const struct plan_op *op)
{
    i32 fd = open_own("/proc/self/oom_score_adj");
    must(write_text(fd, TEXT(op, 0)));
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

void run_stage(u32 step, i32 monitor)
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
