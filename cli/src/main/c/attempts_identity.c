/* Which users and which processes it can be, and reach. */
#include "attempt.h"
#include "kernel.h"

enum {
    PIDS_PROBED = 32768,
    PIDS_OWN = 64,
    FILE_MAX = 8192, /* files of /proc that matter here are shorter */
};

static const char *skip_blanks(const char *text)
{
    while (*text == ' ')
        text++;
    return text;
}

static void try_uid_map(const struct context *context, struct outcome *outcome)
{
    char map[FILE_MAX];
    struct line shown = {0};
    long length = read_file("/proc/self/uid_map", map, sizeof map);

    (void)context;
    if (length <= 0) {
        skipped(outcome, "no /proc/self/uid_map");
        return;
    }
    for (const char *at = skip_blanks(map); *at != '\0' && *at != '\n';) {
        char letter[2] = {*at, '\0'};

        put(&shown, letter);
        at = *at == ' ' ? skip_blanks(at) : at + 1;
    }
    /* user_namespaces(7): the first user namespace maps all ids to themselves. */
    if (same(shown.text, "0 0 4294967295"))
        opened(outcome, "the host's own ids, ");
    else
        hidden(outcome, "inside outside count = ");
    put(&outcome->text, shown.text);
}

static long become_root(const struct context *context)
{
    long error = CALL3(setresuid, 0, 0, 0);

    (void)context;
    if (error < 0)
        return error;
    /* Root of a user namespace without a capability is an ordinary user. */
    return capabilities_held() == 0 ? -EPERM : 0;
}

/* setresuid(2): EINVAL says that the namespace has no such id. */
static int refuses_id(long error)
{
    return refuses_call(error) || error == -EINVAL;
}

static void try_setuid(const struct context *context, struct outcome *outcome)
{
    in_child(context, outcome, become_root, refuses_id);
}

static long take_group_root(const struct context *context)
{
    static const uint32_t root[1] = {0};

    (void)context;
    return CALL2(setgroups, 1, root);
}

static void try_setgroups(const struct context *context, struct outcome *outcome)
{
    in_child(context, outcome, take_group_root, refuses_id);
}

static long clone_user(unsigned long flags)
{
    long child = CALL5(clone, flags | SIGCHLD, 0, 0, 0, 0);

    if (child == 0)
        leave(0);
    if (child > 0)
        wait_for(child);
    return child;
}

static void try_clone(const struct context *context, struct outcome *outcome)
{
    (void)context;
    judge(outcome, clone_user(CLONE_NEWUSER), refuses_call);
}

/* clone(2) looks at the lower half of its flags only (kernel/fork.c, lower_32_bits). */
static void try_clone_bit32(const struct context *context, struct outcome *outcome)
{
    (void)context;
    judge(outcome, clone_user((unsigned long)BIT_32 | CLONE_NEWUSER), refuses_call);
}

static void try_clone3(const struct context *context, struct outcome *outcome)
{
    /* struct clone_args, first version: flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls. */
    uint64_t arguments[8] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD, 0, 0, 0};
    long child = CALL2(clone3, arguments, sizeof arguments);

    (void)context;
    if (child == 0)
        leave(0);
    if (child > 0)
        wait_for(child);
    judge(outcome, child, refuses_call);
}

/* kill(2) with signal 0 tells whether a process exists, however /proc is mounted. */
static void try_kill(const struct context *context, struct outcome *outcome)
{
    long seen = 0;

    (void)context;
    for (int pid = 1; pid <= PIDS_PROBED; pid++)
        seen += CALL2(kill, pid, 0) != -ESRCH;
    if (seen > PIDS_OWN)
        opened(outcome, "processes found: ");
    else
        hidden(outcome, "processes found: ");
    put_number(&outcome->text, seen);
}

static void count_number(const char *name, void *context)
{
    *(long *)context += number_of(name) > 0;
}

static void try_proc(const struct context *context, struct outcome *outcome)
{
    long numbers = 0;
    char status[FILE_MAX];
    long error = list_directory("/proc", count_number, &numbers);
    long length = read_file("/proc/2/comm", status, sizeof status);

    (void)context;
    if (error < 0) {
        stopped_by(outcome, error);
        return;
    }
    /* Process 2 of the host is the kernel's own thread maker. */
    if (numbers > PIDS_OWN || (length > 0 && starts_with(status, "kthreadd")))
        opened(outcome, "processes listed: ");
    else
        hidden(outcome, "processes listed: ");
    put_number(&outcome->text, numbers);
}

/* pid_namespaces(7): from inside, process 1 of a namespace cannot be killed; the first of all cannot be at all. */
static void try_kill_init(const struct context *context, struct outcome *outcome)
{
    long error;

    (void)context;
    if (CALL0(getpid) == 1) {
        skipped(outcome, "the probe itself is process 1");
        return;
    }
    error = CALL2(kill, 1, SIGKILL);
    if (error < 0)
        stopped_by(outcome, error);
    else if (CALL2(kill, 1, 0) == 0)
        stopped(outcome, "process 1 lives on");
    else
        opened(outcome, "process 1 is gone");
}

static void try_init_environment(const struct context *context, struct outcome *outcome)
{
    char content[FILE_MAX];
    long length = read_file("/proc/1/environ", content, sizeof content);

    (void)context;
    if (CALL0(getpid) == 1)
        skipped(outcome, "the probe itself is process 1");
    else if (length == 0)
        hidden(outcome, "empty");
    else
        judge(outcome, length, refuses_path);
}

/* prlimit(2): equal ids are enough, and no other permission is asked for. Only read here: the limits of process 1 outside
   are nothing to play with. */
static void try_init_limits(const struct context *context, struct outcome *outcome)
{
    uint64_t limit[2];

    (void)context;
    if (CALL0(getpid) == 1)
        skipped(outcome, "the probe itself is process 1");
    else
        judge(outcome, CALL4(prlimit64, 1, 4 /* RLIMIT_CORE */, 0, limit), refuses_call);
}

#define TRY(wall, name, what, function) {wall, name, what, function, 0, {0}, NULL, 0}

const struct attempt identity_attempts[] = {
    TRY("user", "map", "be the host's user", try_uid_map),
    TRY("user", "setuid", "become root", try_setuid),
    TRY("user", "setgroups", "join root's group", try_setgroups),
    TRY("user", "clone", "clone(CLONE_NEWUSER)", try_clone),
    TRY("user", "clone-bit32", "clone(CLONE_NEWUSER + bit 32)", try_clone_bit32),
    TRY("user", "clone3", "clone3(CLONE_NEWUSER)", try_clone3),
    TRY("pid", "kill", "find the host's processes by kill(2)", try_kill),
    TRY("pid", "proc", "find the host's processes in /proc", try_proc),
    TRY("pid", "kill-init", "kill process 1", try_kill_init),
    TRY("pid", "init-environ", "read the environment of process 1", try_init_environment),
    TRY("pid", "init-limits", "reach the limits of process 1", try_init_limits),
    {0},
};
