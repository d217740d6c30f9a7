/* What it may do: capabilities, no_new_privs, and whether a filter looks at its system calls. */
#include "attempt.h"
#include "kernel.h"

enum {
    PR_GET_SECCOMP = 21,
    PR_CAPBSET_READ = 23,
    PR_GET_NO_NEW_PRIVS = 39,
    PR_CAP_AMBIENT = 47,
    PR_CAP_AMBIENT_IS_SET = 1,
    SECCOMP_MODE_FILTER = 2,
    CAPABILITIES = 64,
    CAPABILITY_VERSION_3 = 0x20080522,
};

/* capget(2): whether any set holds anything. */
long capabilities_held(void)
{
    struct {
        uint32_t version;
        int pid;
    } header = {CAPABILITY_VERSION_3, 0};
    uint32_t sets[6] = {0};
    uint32_t any = 0;
    long error = CALL2(capget, &header, sets);

    for (size_t i = 0; i < 6; i++)
        any |= sets[i];
    return error < 0 ? error : any != 0;
}

static void try_capabilities(const struct context *context, struct outcome *outcome)
{
    long held = capabilities_held();

    (void)context;
    if (held == 0)
        stopped(outcome, "none effective, permitted or inheritable");
    else
        judge(outcome, held, refuses_call);
}

/* Counts the capabilities of one set that prctl(2) tells about one by one. */
static void try_set(struct outcome *outcome, long option, long operation)
{
    long count = 0;

    for (long capability = 0; capability < CAPABILITIES; capability++) {
        long set = operation == 0 ? CALL2(prctl, option, capability)
                                  : CALL5(prctl, option, operation, capability, 0, 0);

        /* EINVAL: a capability this kernel does not have. */
        if (set < 0 && set != -EINVAL) {
            skipped(outcome, "prctl(2) is refused");
            return;
        }
        count += set == 1;
    }
    if (count == 0) {
        stopped(outcome, "empty");
    } else {
        opened(outcome, "capabilities in it: ");
        put_number(&outcome->text, count);
    }
}

static void try_bounding(const struct context *context, struct outcome *outcome)
{
    (void)context;
    try_set(outcome, PR_CAPBSET_READ, 0);
}

static void try_ambient(const struct context *context, struct outcome *outcome)
{
    (void)context;
    try_set(outcome, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET);
}

static void try_no_new_privs(const struct context *context, struct outcome *outcome)
{
    (void)context;
    if (CALL5(prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
        stopped(outcome, "set");
    else
        opened(outcome, "not set");
}

static long run_setuid_file(const struct context *context)
{
    const char *path = argument_or(context, "/probe-setuid");
    const char *const arguments[] = {path, "gain", NULL};
    static const char *const nothing[] = {NULL};

    return CALL3(execve, path, arguments, nothing);
}

/* A copy of this program with the set-user-ID bit: its "gain" exits with 0 only when it gained something. */
static void try_setuid_file(const struct context *context, struct outcome *outcome)
{
    if (CALL4(faccessat, AT_FDCWD, argument_or(context, "/probe-setuid"), 0, 0) < 0) {
        skipped(outcome, "no set-user-ID copy of the probe in this image");
        return;
    }
    in_child(context, outcome, run_setuid_file, refuses_path);
}

static void try_seccomp_mode(const struct context *context, struct outcome *outcome)
{
    long mode = CALL1(prctl, PR_GET_SECCOMP);

    (void)context;
    if (mode == SECCOMP_MODE_FILTER) {
        stopped(outcome, "a filter is in place");
    } else {
        opened(outcome, "mode ");
        put_number(&outcome->text, mode);
    }
}

/* getpid() by the entry that a 64-bit filter does not number; 20 is its number there. */
static long call_i386(const struct context *context)
{
    long answer = 20;

    (void)context;
    __asm__ volatile("int $0x80" : "+a"(answer) : : "r8", "r9", "r10", "r11", "memory");
    return answer;
}

static void try_i386(const struct context *context, struct outcome *outcome)
{
    in_child(context, outcome, call_i386, refuses_call);
    /* A kernel without CONFIG_IA32_EMULATION has no gate there: a protection fault. */
    if (outcome->signal == SIGSEGV)
        stopped(outcome, "SIGSEGV");
}

static long call_x32(const struct context *context)
{
    (void)context;
    return system_call(0x40000000 | __NR_getpid, 0, 0, 0, 0, 0, 0);
}

static void try_x32(const struct context *context, struct outcome *outcome)
{
    in_child(context, outcome, call_x32, refuses_call);
}

#define TRY(wall, name, what, function) {wall, name, what, function, 0, {0}, NULL, 0}

const struct attempt privilege_attempts[] = {
    TRY("capabilities", "held", "hold a capability", try_capabilities),
    TRY("capabilities", "bounding", "find one in the bounding set", try_bounding),
    TRY("capabilities", "ambient", "find one in the ambient set", try_ambient),
    TRY("no_new_privs", "flag", "run without no_new_privs", try_no_new_privs),
    TRY("no_new_privs", "setuid-file", "gain by a set-user-ID file", try_setuid_file),
    TRY("seccomp", "mode", "run without a filter", try_seccomp_mode),
    TRY("seccomp", "i386", "a system call through int 0x80", try_i386),
    TRY("seccomp", "x32", "a system call by its x32 number", try_x32),
    {0},
};
