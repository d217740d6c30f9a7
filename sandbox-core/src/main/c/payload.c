/* The payload's own steps, from its session to execve. The order is the plan's; docs/launch-sequence.md says why. */
#include "init.h"

#define MAX_ARGUMENTS 4096u
#define MAX_CANDIDATES 64u
#define MAX_GROUPS 64u

static const char *arguments[MAX_ARGUMENTS + 1];
static const char *variables[MAX_ARGUMENTS + 1];
static const char *candidates[MAX_CANDIDATES + 1];
static u32 groups[MAX_GROUPS];
static u32 argument_count, variable_count, candidate_count, group_count;
static const char *executable;
static i32 ruleset = -1;

static void add(const char **list, u32 *count, u32 limit, const char *text)
{
    if (*count >= limit)
        fail(-E2BIG);
    list[(*count)++] = text;
}

/* CVE-2024-21626: a working directory that is not below the root shows as "(unreachable)" (getcwd(3)). */
static void change_directory(const char *path)
{
    static char where[4096];
    must(SYS(NR_chdir, path, 0, 0, 0, 0));
    must(SYS(NR_getcwd, where, sizeof(where), 0, 0, 0));
    if (where[0] != '/')
        fail(-EPERM);
}

static void drop_bounding(u64 kept, u64 last)
{
    for (u64 capability = 0; capability <= last; capability++) {
        if (!(kept >> capability & 1))
            must(SYS(NR_prctl, PR_CAPBSET_DROP, capability, 0, 0, 0));
    }
}

static void set_ids(const struct plan_op *op)
{
    /* capabilities(7): without this, leaving uid 0 clears the permitted set, also of capabilities that were granted. */
    must(SYS(NR_prctl, PR_SET_KEEPCAPS, op->number[2], 0, 0, 0));
    if (group_count)
        must(SYS(NR_setgroups, group_count, groups, 0, 0, 0));
    else
        clear_groups();
    must(SYS(NR_setresgid, op->number[1], op->number[1], op->number[1], 0, 0));
    must(SYS(NR_setresuid, op->number[0], op->number[0], op->number[0], 0, 0));
}

/* CVE-2022-24769 and others: inheritable is always empty, and so is ambient. */
static void set_capabilities(u64 kept)
{
    struct cap_header header = {LINUX_CAPABILITY_VERSION_3, 0};
    u32 low = (u32)kept, high = (u32)(kept >> 32);
    struct cap_data data[2] = {{low, low, 0}, {high, high, 0}};
    must(SYS(NR_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
    must(SYS(NR_capset, &header, data, 0, 0, 0));
}

static void landlock_path(const struct plan_op *op)
{
    i64 fd = SYS(NR_openat, AT_FDCWD, TEXT(op, 0), O_PATH | O_CLOEXEC, 0, 0);
    /* number[1]: a place that the image need not have. */
    if (fd == -ENOENT && op->number[1])
        return;
    must(fd);
    struct landlock_path_beneath_attr rule = {op->number[0], (i32)fd};
    must(SYS(NR_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0, 0));
    SYS(NR_close, fd, 0, 0, 0, 0);
}

static void selinux_label(const char *label)
{
    /* Through /proc of the container, which was mounted by us on a directory that is no symlink. */
    i32 fd = (i32)must(SYS(NR_openat, AT_FDCWD, "/proc/thread-self/attr/exec", O_WRONLY | O_CLOEXEC, 0, 0));
    must(write_text(fd, label));
    SYS(NR_close, fd, 0, 0, 0, 0);
}

/* The first candidate that can be executed; EACCES when one is there but none can, as execvp(3) does. */
static void resolve_executable(void)
{
    i64 result = -ENOENT;
    for (u32 i = 0; i < candidate_count; i++) {
        struct stat stat;
        i64 fd = SYS(NR_openat, AT_FDCWD, candidates[i], O_PATH | O_CLOEXEC, 0, 0);
        if (fd < 0) {
            if (fd == -EACCES)
                result = -EACCES;
            continue;
        }
        must(SYS(NR_fstat, fd, &stat, 0, 0, 0));
        SYS(NR_close, fd, 0, 0, 0, 0);
        i64 access = (stat.mode & S_IFMT) == S_IFREG ? SYS(NR_faccessat2, AT_FDCWD, candidates[i], 1, AT_EACCESS, 0) : -EACCES;
        if (access == 0) {
            executable = candidates[i];
            return;
        }
        result = -EACCES;
    }
    fail(result);
}

static void execute_payload_op(const struct plan_op *op)
{
    switch (op->code) {
    case OP_ARGUMENT:
        add(arguments, &argument_count, MAX_ARGUMENTS, TEXT(op, 0));
        break;
    case OP_VARIABLE:
        add(variables, &variable_count, MAX_ARGUMENTS, TEXT(op, 0));
        break;
    case OP_EXEC_CANDIDATE:
        add(candidates, &candidate_count, MAX_CANDIDATES, TEXT(op, 0));
        break;
    case OP_GROUP:
        if (group_count >= MAX_GROUPS)
            fail(-E2BIG);
        groups[group_count++] = (u32)op->number[0];
        break;
    case OP_NEW_SESSION:
        must(SYS(NR_setsid, 0, 0, 0, 0, 0));
        break;
    case OP_TAKE_TERMINAL:
        take_terminal();
        break;
    case OP_SET_UMASK:
        SYS(NR_umask, op->number[0], 0, 0, 0, 0);
        break;
    case OP_CHANGE_DIRECTORY:
        change_directory(TEXT(op, 0));
        break;
    case OP_DROP_BOUNDING:
        drop_bounding(op->number[0], op->number[1]);
        break;
    case OP_SET_SECUREBITS:
        must(SYS(NR_prctl, PR_SET_SECUREBITS, op->number[0], 0, 0, 0));
        break;
    case OP_SET_IDS:
        set_ids(op);
        break;
    case OP_SET_CAPABILITIES:
        set_capabilities(op->number[0]);
        break;
    case OP_NO_NEW_PRIVS:
        must(SYS(NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
        break;
    case OP_LANDLOCK_RULESET: {
        struct landlock_ruleset_attr attributes = {op->number[0], op->number[1], op->number[2]};
        /* number[3]: how much of the structure this kernel knows (landlock_create_ruleset(2), E2BIG). */
        ruleset = (i32)must(SYS(NR_landlock_create_ruleset, &attributes, op->number[3], 0, 0, 0));
        break;
    }
    case OP_LANDLOCK_PATH:
        landlock_path(op);
        break;
    case OP_LANDLOCK_PORT: {
        struct landlock_net_port_attr rule = {op->number[0], op->number[1]};
        must(SYS(NR_landlock_add_rule, ruleset, LANDLOCK_RULE_NET_PORT, &rule, 0, 0));
        break;
    }
    case OP_LANDLOCK_RESTRICT:
        must(SYS(NR_landlock_restrict_self, ruleset, 0, 0, 0, 0));
        break;
    case OP_SELINUX_EXEC_LABEL:
        selinux_label(TEXT(op, 0));
        break;
    case OP_RESOLVE_EXECUTABLE:
        resolve_executable();
        break;
    case OP_SET_RLIMIT: {
        struct rlimit64 limit = {op->number[1], op->number[2]};
        must(SYS(NR_prlimit64, 0, op->number[0], &limit, 0, 0));
        break;
    }
    case OP_SET_PERSONALITY:
        must(SYS(NR_personality, op->number[0], 0, 0, 0, 0));
        break;
    case OP_SECCOMP:
    case OP_SECCOMP_RECORD:
        install_filter(op);
        break;
    case OP_EXECUTE:
        if (!executable)
            fail(-EINVAL);
        must(SYS(NR_execve, executable, arguments, variables, 0, 0));
        break;
    default:
        fail(-EINVAL);
    }
}

/* Signal mask and dispositions as a program expects them at its start. */
static void unblock_signals(void)
{
    u64 none = 0;
    must(SYS(NR_rt_sigprocmask, SIG_SETMASK, &none, 0, 8, 0));
}

/* Forgotten by the kernel at execve(2), which is the last that PID 1 hears of us. */
static void hold_alive(void)
{
    static struct robust_list_head head;
    head.list.next = &progress->lock;
    head.futex_offset = (i64)((u8 *)&progress->alive - (u8 *)&progress->lock);
    progress->lock.next = &head.list;
    must(SYS(NR_set_robust_list, &head, sizeof(head), 0, 0, 0));
}

void run_payload(u32 step)
{
    hold_alive();
    unblock_signals();
    for (; step < plan.header->op_count; step++) {
        current_step = step;
        progress->executing = plan.ops[step].code == OP_EXECUTE;
        execute_payload_op(&plan.ops[step]);
    }
    fail(-EINVAL);
}
