/* Whose namespaces it is in, and what shows through them. */
#include "attempt.h"
#include "kernel.h"

enum {
    FILE_MAX = 8192,
    FRESH_SECONDS = 3600,
};

/* The first namespaces of a kernel have fixed numbers (include/linux/proc_ns.h); mnt and net only since 6.18. */
static const struct {
    const char *wall;
    const char *link;
    const char *first;
} namespaces[] = {
    {"user", "user", "user:[4026531837]"}, {"mount", "mnt", "mnt:[4026531832]"},
    {"pid", "pid", "pid:[4026531836]"},    {"net", "net", "net:[4026531833]"},
    {"ipc", "ipc", "ipc:[4026531839]"},    {"uts", "uts", "uts:[4026531838]"},
    {"cgroup", "cgroup", "cgroup:[4026531835]"}, {"time", "time", "time:[4026531834]"},
};

static void judge_namespace(const struct context *context, struct outcome *outcome, const char *own,
                            const char *first)
{
    int shared = same(own, first);

    for (size_t i = 0; i < context->outside_count; i++)
        shared |= same(own, context->outside[i]);
    if (shared)
        opened(outcome, "shared with the outside, ");
    else
        hidden(outcome, "own, ");
    put(&outcome->text, own);
}

static void try_namespace(const struct context *context, struct outcome *outcome)
{
    for (size_t i = 0; i < sizeof namespaces / sizeof namespaces[0]; i++) {
        struct line path = {0};
        char own[64];
        long length;

        if (!same(namespaces[i].wall, context->wall))
            continue;
        put(&path, "/proc/self/ns/");
        put(&path, namespaces[i].link);
        length = CALL3(readlink, path.text, own, sizeof own - 1);
        if (length < 0) {
            skipped(outcome, "no /proc/self/ns: ");
            put_errno(&outcome->text, length);
            return;
        }
        own[length] = '\0';
        judge_namespace(context, outcome, own, namespaces[i].first);
        return;
    }
}

static void try_sethostname(const struct context *context, struct outcome *outcome)
{
    /* struct utsname: six fields of 65 bytes; the second is the node name. */
    char names[6][65] = {{0}};
    long error = CALL1(uname, names);

    (void)context;
    if (error == 0)
        error = CALL2(sethostname, names[1], length_of(names[1]));
    judge(outcome, error, refuses_call);
}

static void try_setdomainname(const struct context *context, struct outcome *outcome)
{
    char names[6][65] = {{0}};
    long error = CALL1(uname, names);

    (void)context;
    if (error == 0)
        error = CALL2(setdomainname, names[5], length_of(names[5]));
    judge(outcome, error, refuses_call);
}

/* cgroups(7), "/proc/pid/cgroup": seen from its own cgroup namespace a process is at / of every hierarchy. */
static void try_cgroup_path(const struct context *context, struct outcome *outcome)
{
    char content[FILE_MAX];
    long length = read_file("/proc/self/cgroup", content, sizeof content);

    (void)context;
    if (length < 0) {
        judge(outcome, length, refuses_path);
        return;
    }
    for (long at = 0; at < length; at++) {
        int line_ends = content[at] == '\n';

        if (line_ends && !(at >= 2 && content[at - 1] == '/' && content[at - 2] == ':')) {
            opened(outcome, "the host's path shows");
            return;
        }
    }
    hidden(outcome, "/ only");
}

static void try_cgroup_files(const struct context *context, struct outcome *outcome)
{
    long fd = CALL4(openat, AT_FDCWD, "/sys/fs/cgroup/cgroup.procs", O_WRONLY | O_CLOEXEC, 0);

    (void)context;
    if (fd == -ENOENT)
        fd = CALL4(openat, AT_FDCWD, "/sys/fs/cgroup/memory/cgroup.procs", O_WRONLY | O_CLOEXEC, 0);
    judge(outcome, fd, refuses_path);
}

static void try_boottime(const struct context *context, struct outcome *outcome)
{
    struct timespec64 now = {0, 0};

    (void)context;
    CALL2(clock_gettime, CLOCK_BOOTTIME, &now);
    if (now.seconds > FRESH_SECONDS)
        opened(outcome, "seconds since the host's start: ");
    else
        hidden(outcome, "seconds since start: ");
    put_number(&outcome->text, now.seconds);
}

/* Sets the clock to what it shows: nobody is harmed if it works. */
static void try_clock_settime(const struct context *context, struct outcome *outcome)
{
    struct timespec64 now = {0, 0};

    (void)context;
    CALL2(clock_gettime, CLOCK_REALTIME, &now);
    judge(outcome, CALL2(clock_settime, CLOCK_REALTIME, &now), refuses_call);
}

#define TRY(wall, name, what, function) {wall, name, what, function, 0, {0}, NULL, 0}
#define NAMESPACE(wall) TRY(wall, "namespace", "look for the host's " wall " namespace", try_namespace)

const struct attempt namespace_attempts[] = {
    NAMESPACE("user"),
    NAMESPACE("mount"),
    NAMESPACE("pid"),
    NAMESPACE("net"),
    NAMESPACE("ipc"),
    NAMESPACE("uts"),
    NAMESPACE("cgroup"),
    NAMESPACE("time"),
    TRY("uts", "sethostname", "sethostname(2)", try_sethostname),
    TRY("uts", "setdomainname", "setdomainname(2)", try_setdomainname),
    TRY("cgroup", "path", "see its place in the host's hierarchy", try_cgroup_path),
    TRY("cgroup", "files", "open a control group for writing", try_cgroup_files),
    TRY("time", "boottime", "tell when the host was started", try_boottime),
    TRY("time", "clock_settime", "set the clock", try_clock_settime),
    {0},
};
