/*
 * The probe: runs inside a sandbox as its payload, tries to get out, and says what stopped it.
 *
 *   probe [OUTSIDE...]                     the tour: every attempt, one line each
 *   probe [OUTSIDE...] WALL                the attempts at one wall, but for those that need an argument
 *   probe [OUTSIDE...] WALL.NAME [ARG...]  one attempt
 *   probe TOOL [ARG...]                    a small program (see tools.c)
 *   probe list                             the names
 *
 * OUTSIDE is a namespace of the caller, as "ipc:[4026531839]". A line is WALL, NAME, what was tried and the result,
 * separated by tabs; the result begins with "stopped", "hidden", "OPEN" or "skipped". The exit status is 0 when
 * everything was stopped or hidden, 1 when something was open, 2 when nothing was tried.
 *
 * It attacks. Nothing it does harms the machine by its arguments, but it fills disks and process tables to their
 * limits: run it inside walls only.
 */
#include "attempt.h"
#include "kernel.h"
#include "tools.h"

void probe_start(long *stack);

/* System V ABI for x86-64, 3.4.1: argc, argv and envp lie on the stack, and rsp is to be aligned before a call. */
__asm__(".globl _start\n"
        "_start:\n"
        "    xor %ebp, %ebp\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    call probe_start\n"
        "    hlt\n");

static const struct attempt *const tables[] = {
    namespace_attempts, identity_attempts, privilege_attempts, call_attempts,
    network_attempts,   file_attempts,     process_attempts,
};
enum { TABLES = sizeof tables / sizeof tables[0] };

/* The order of the tour. */
static const char *const walls[] = {
    "user", "mount", "pid",   "net",  "ipc",    "uts", "cgroup", "time",    "capabilities", "no_new_privs", "seccomp",
    "landlock", "files", "disk", "limits", "descriptors", "cwd", "session", "environment",
};
enum { WALLS = sizeof walls / sizeof walls[0] };

static void report(const struct attempt *attempt, const struct outcome *outcome)
{
    struct line line = {0};

    put(&line, attempt->wall);
    put(&line, "\t");
    put(&line, attempt->name);
    put(&line, "\t");
    put(&line, attempt->what);
    put(&line, "\t");
    put(&line, outcome->text.text);
    say(1, &line);
}

static void perform(const struct attempt *attempt, const struct context *context, struct outcome *outcome)
{
    if (attempt->try != NULL) {
        attempt->try(context, outcome);
    } else {
        const long *a = attempt->arguments;

        judge(outcome, system_call(attempt->call, a[0], a[1], a[2], a[3], a[4], a[5]), attempt->refusal);
    }
}

/* What ended the child that tried: its own verdict, or a filter that kills. */
static enum verdict conclude(const struct attempt *attempt, int status)
{
    struct outcome outcome = {0};

    if (ended_by_signal(status) == 0)
        return (enum verdict)exit_status(status);
    if (ended_by_signal(status) == SIGSYS) {
        stopped(&outcome, "SIGSYS");
    } else {
        opened(&outcome, "the try died of signal ");
        put_number(&outcome.text, ended_by_signal(status));
    }
    report(attempt, &outcome);
    return outcome.verdict;
}

/* In a child of its own: an attempt that succeeds changes the process, and a filter may kill it. */
static enum verdict run(const struct attempt *attempt, const struct context *given)
{
    long child = fork_child();

    if (child <= 0) {
        struct context context = *given;
        struct outcome outcome = {0};

        context.wall = attempt->wall;
        perform(attempt, &context, &outcome);
        report(attempt, &outcome);
        if (child == 0)
            leave((int)outcome.verdict);
        return outcome.verdict;
    }
    return conclude(attempt, wait_for(child));
}

struct tally {
    long tried;
    long open;
};

static void count(struct tally *tally, enum verdict verdict)
{
    tally->tried += verdict != SKIPPED;
    tally->open += verdict == OPEN;
}

static void run_wall(const char *wall, const struct context *context, struct tally *tally)
{
    for (size_t t = 0; t < TABLES; t++)
        for (const struct attempt *attempt = tables[t]; attempt->wall != NULL; attempt++)
            if (same(attempt->wall, wall) && !attempt->needs_argument)
                count(tally, run(attempt, context));
}

static int is_named(const struct attempt *attempt, const char *name)
{
    size_t length = length_of(attempt->wall);

    return starts_with(name, attempt->wall) && name[length] == '.' && same(name + length + 1, attempt->name);
}

static void run_named(const char *name, const struct context *context, struct tally *tally)
{
    for (size_t t = 0; t < TABLES; t++)
        for (const struct attempt *attempt = tables[t]; attempt->wall != NULL; attempt++)
            if (is_named(attempt, name))
                count(tally, run(attempt, context));
    run_wall(name, context, tally);
}

static void list(void)
{
    for (size_t w = 0; w < WALLS; w++) {
        for (size_t t = 0; t < TABLES; t++) {
            for (const struct attempt *attempt = tables[t]; attempt->wall != NULL; attempt++) {
                struct line line = {0};

                if (!same(attempt->wall, walls[w]))
                    continue;
                put(&line, attempt->wall);
                put(&line, ".");
                put(&line, attempt->name);
                put(&line, attempt->needs_argument ? " ARG" : "");
                say(1, &line);
            }
        }
    }
    for (const struct tool *tool = tools; tool->name != NULL; tool++) {
        struct line line = {0};

        put(&line, tool->usage);
        say(1, &line);
    }
}

static const struct tool *find_tool(const char *name)
{
    const struct tool *tool = tools;

    while (tool->name != NULL && !same(tool->name, name))
        tool++;
    return tool->name == NULL ? NULL : tool;
}

static int count_arguments(char **arguments)
{
    int number = 0;

    while (arguments[number] != NULL)
        number++;
    return number;
}

static int usage(const char *text)
{
    struct line line = {0};

    put(&line, "usage: probe ");
    put(&line, text);
    say(2, &line);
    return 2;
}

/* "ipc:[4026531839]" */
static int is_namespace(const char *argument)
{
    while (*argument >= 'a' && *argument <= 'z')
        argument++;
    return argument[0] == ':' && argument[1] == '[';
}

static int attack(char **arguments, struct context *context)
{
    struct tally tally = {0, 0};

    while (*arguments != NULL && is_namespace(*arguments) && context->outside_count < OUTSIDE_MAX)
        context->outside[context->outside_count++] = *arguments++;
    if (*arguments != NULL) {
        context->arguments = arguments + 1;
        run_named(*arguments, context, &tally);
    } else {
        context->arguments = arguments;
        for (size_t i = 0; i < WALLS; i++)
            run_wall(walls[i], context, &tally);
    }
    if (tally.open > 0)
        return 1;
    return tally.tried > 0 ? 0 : 2;
}

void probe_start(long *stack)
{
    char **arguments = (char **)(stack + 1);
    struct context context = {0};
    const struct tool *tool;

    context.environment = arguments + stack[0] + 1;
    if (stack[0] < 2)
        leave(attack(arguments + stack[0], &context));
    arguments++;
    if (same(*arguments, "list")) {
        list();
        leave(0);
    }
    tool = find_tool(*arguments);
    if (tool == NULL)
        leave(attack(arguments, &context));
    if (count_arguments(arguments + 1) < tool->least)
        leave(usage(tool->usage));
    leave(tool->run(arguments + 1, context.environment));
}
