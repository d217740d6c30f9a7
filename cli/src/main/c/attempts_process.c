/* What the process was given: limits, descriptors, directory, session, environment. */
#include "attempt.h"
#include "kernel.h"

enum {
    CHILDREN_MAX = 2000,
    DESCRIPTORS = 65536,
    VARIABLES = 8,
    PATH_MAX = 4096,
};

struct limit {
    uint64_t soft;
    uint64_t hard;
};

static void try_fork(const struct context *context, struct outcome *outcome)
{
    static long children[CHILDREN_MAX];
    long count = 0;
    long error = 0;

    (void)context;
    while (count < CHILDREN_MAX) {
        error = fork_child();
        if (error == 0)
            for (;;)
                CALL0(pause);
        if (error < 0)
            break;
        children[count++] = error;
    }
    for (long i = 0; i < count; i++)
        CALL2(kill, children[i], SIGKILL);
    for (long i = 0; i < count; i++)
        wait_for(children[i]);
    if (error == -EAGAIN)
        stopped(outcome, "EAGAIN, processes made: ");
    else
        opened(outcome, "processes made: ");
    put_number(&outcome->text, count);
}

static void try_core(const struct context *context, struct outcome *outcome)
{
    /* 1, not 0: at 0 the kernel still runs a core_pattern that is a pipe, on the host. */
    const struct limit none = {0, 0};
    struct limit core = {UINT64_MAX, UINT64_MAX};
    long lowered = CALL4(prlimit64, 0, RLIMIT_CORE, &none, 0);
    long error = CALL4(prlimit64, 0, RLIMIT_CORE, 0, &core);

    (void)context;
    if (error == 0 && core.soft == 1 && core.hard == 1 && lowered < 0)
        stopped(outcome, "RLIMIT_CORE is 1 and stays");
    else
        opened(outcome, "core dumps are allowed");
}

static long raise_core(const struct context *context)
{
    const struct limit more = {UINT64_MAX, UINT64_MAX};

    (void)context;
    return CALL4(prlimit64, 0, RLIMIT_CORE, &more, 0);
}

static void try_raise(const struct context *context, struct outcome *outcome)
{
    in_child(context, outcome, raise_core, refuses_call);
}

static void try_descriptors(const struct context *context, struct outcome *outcome)
{
    long others = 0;

    (void)context;
    hidden(outcome, "only 0, 1 and 2");
    for (int fd = 3; fd < DESCRIPTORS; fd++) {
        if (CALL2(fcntl, fd, 1 /* F_GETFD */) < 0)
            continue;
        if (others++ == 0)
            opened(outcome, "also open:");
        put(&outcome->text, " ");
        put_number(&outcome->text, fd);
    }
}

/* getcwd(2): "(unreachable)" in front tells that the directory lies outside of the root. */
static void try_directory(const struct context *context, struct outcome *outcome)
{
    char path[PATH_MAX];
    long length = CALL2(getcwd, path, sizeof path);

    (void)context;
    if (length < 0)
        judge(outcome, length, refuses_path);
    else if (path[0] == '/')
        hidden(outcome, path);
    else
        opened(outcome, path);
}

/* chdir("..") from the root stays there; from a directory held outside it would climb (CVE-2024-21626). */
static long climb(const struct context *context)
{
    char path[PATH_MAX];

    (void)context;
    for (int i = 0; i < PATH_MAX; i++)
        CALL1(chdir, "..");
    return CALL2(getcwd, path, sizeof path) > 0 && path[0] == '/' && path[1] == '\0' ? -EPERM : 0;
}

static void try_climb(const struct context *context, struct outcome *outcome)
{
    in_child(context, outcome, climb, refuses_call);
    if (outcome->verdict == STOPPED)
        stopped(outcome, "ends at its own /");
}

/* getsid(2) gives 0 when the leader of the session is outside of the PID namespace. */
static void try_session(const struct context *context, struct outcome *outcome)
{
    long session = CALL1(getsid, 0);

    (void)context;
    if (session > 0)
        hidden(outcome, "own session");
    else
        opened(outcome, "the session of the outside");
}

/* tty(4): ENXIO without a controlling terminal. With -t there is one, of the sandbox's own. */
static void try_terminal(const struct context *context, struct outcome *outcome)
{
    (void)context;
    judge(outcome, CALL4(openat, AT_FDCWD, "/dev/tty", O_RDWR | O_CLOEXEC, 0), refuses_path);
}

/* Arguments: names that must not be there. Without any: more variables than a container is given. */
static void try_environment(const struct context *context, struct outcome *outcome)
{
    long count = 0;

    for (char **variable = context->environment; *variable != NULL; variable++) {
        for (char **name = context->arguments; *name != NULL; name++) {
            if (starts_with(*variable, *name) && (*variable)[length_of(*name)] == '=') {
                opened(outcome, *name);
                return;
            }
        }
        count++;
    }
    if (context->arguments[0] == NULL && count > VARIABLES)
        opened(outcome, "variables: ");
    else
        hidden(outcome, "variables: ");
    put_number(&outcome->text, count);
}

#define TRY(wall, name, what, function) {wall, name, what, function, 0, {0}, NULL, 0}

const struct attempt process_attempts[] = {
    TRY("limits", "fork", "make processes without end", try_fork),
    TRY("limits", "core", "leave a core dump to the host", try_core),
    TRY("limits", "raise", "raise a limit", try_raise),
    TRY("descriptors", "open", "find a descriptor left open", try_descriptors),
    TRY("cwd", "inside", "stand outside of the root", try_directory),
    TRY("cwd", "climb", "climb out by ..", try_climb),
    TRY("session", "own", "share the caller's session", try_session),
    TRY("session", "terminal", "open the caller's terminal", try_terminal),
    TRY("environment", "minimal", "read the caller's environment", try_environment),
    {0},
};
