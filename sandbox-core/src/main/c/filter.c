/*
 * The seccomp filter, and who answers for it. The plan has a program that says for each call what is to become of it. The
 * kernel gets a variant in which every refusal goes to PID 1 (seccomp_unotify(2)), which asks the plan's program again,
 * answers with its error, and remembers the first call refused. Nothing is ever decided by memory of the program's, and
 * a call that the plan's program refuses is never continued; so there is nothing to be changed between check and use.
 *
 * ENOSYS is no refusal but the answer of an older kernel, and stays with the kernel. So does the death of whoever makes
 * calls of another ABI. Without PID 1, or its descriptor, the kernel answers ENOSYS itself: a refusal as well.
 */
#include "init.h"

enum {
    LOAD = 0x20,           /* BPF_LD | BPF_W | BPF_ABS */
    AND = 0x54,            /* BPF_ALU | BPF_AND | BPF_K */
    JUMP = 0x05,           /* BPF_JMP | BPF_JA */
    JUMP_EQUAL = 0x15,     /* BPF_JMP | BPF_JEQ | BPF_K */
    JUMP_GREATER = 0x25,
    JUMP_AT_LEAST = 0x35,
    JUMP_BITS = 0x45,
    GIVE_BACK = 0x06       /* BPF_RET | BPF_K */
};

#define BPF_MAXINSNS 4096u
#define AUDIT_ARCH_X86_64 0xc000003eu
#define X32_BIT 0x40000000u
#define CANCELLED 0xffffffffu /* what a tracer puts in the place of a call to skip it */

/* struct sock_filter (linux/filter.h); in the plan's text block it has no alignment. */
struct instruction {
    u16 code;
    u8 if_true, if_false;
    u32 constant;
} __attribute__((packed));

struct program {
    const struct instruction *instructions;
    u32 length;
};

static struct denial first;
static u64 used[USED_WORDS];

static struct program program_of(const struct plan_op *op)
{
    struct program program = {(const void *)TEXT(op, 0), (u32)(op->number[0] / sizeof(struct instruction))};
    return program;
}

/* What the plan's program says, by the instructions that LaunchPlan's compiler writes; anything else refuses. */
static u32 ask(struct program program, const struct seccomp_data *data)
{
    u32 accumulator = 0;
    for (u32 at = 0; at < program.length; at++) {
        struct instruction now = program.instructions[at];
        switch (now.code) {
        case LOAD:
            if (now.constant > sizeof(*data) - 4 || now.constant % 4)
                return SECCOMP_RET_KILL_PROCESS;
            accumulator = ((const u32 *)data)[now.constant / 4];
            break;
        case AND:
            accumulator &= now.constant;
            break;
        case JUMP:
            at += now.constant;
            break;
        case JUMP_EQUAL:
            at += accumulator == now.constant ? now.if_true : now.if_false;
            break;
        case JUMP_GREATER:
            at += accumulator > now.constant ? now.if_true : now.if_false;
            break;
        case JUMP_AT_LEAST:
            at += accumulator >= now.constant ? now.if_true : now.if_false;
            break;
        case JUMP_BITS:
            at += accumulator & now.constant ? now.if_true : now.if_false;
            break;
        case GIVE_BACK:
            return now.constant;
        default:
            return SECCOMP_RET_KILL_PROCESS;
        }
    }
    return SECCOMP_RET_KILL_PROCESS;
}

static i32 lets_pass(u32 answer)
{
    u32 action = answer & SECCOMP_RET_ACTION;
    return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG;
}

static i32 is_for_pid1(u32 answer, i32 recording)
{
    u32 action = answer & SECCOMP_RET_ACTION;
    if (action == SECCOMP_RET_ERRNO)
        return (answer & 0xffff) != ENOSYS;
    return action == SECCOMP_RET_KILL_PROCESS || action == SECCOMP_RET_KILL_THREAD || (recording && lets_pass(answer));
}

/*
 * execve(2) starts the program, and exit_group(2) ends us when that fails, both before PID 1 can answer: refused, they
 * would wait for ever.
 */
static void require_a_way_out(struct program program)
{
    static const i32 needed[] = {NR_execve, NR_exit_group};
    for (u32 i = 0; i < 2; i++) {
        struct seccomp_data data = {needed[i], AUDIT_ARCH_X86_64, 0, {0, 0, 0, 0, 0, 0}};
        if (!lets_pass(ask(program, &data)))
            fail(-EPERM);
    }
}

static void put(struct instruction *to, u32 *length, struct instruction instruction)
{
    if (*length >= BPF_MAXINSNS)
        fail(-E2BIG);
    to[(*length)++] = instruction;
}

/* Calls of other ABIs end here, by the kernel alone; what is left to kill is then a rule's doing. */
static void put_abi(struct instruction *to, u32 *length)
{
    put(to, length, (struct instruction){LOAD, 0, 0, 4});
    put(to, length, (struct instruction){JUMP_EQUAL, 1, 0, AUDIT_ARCH_X86_64});
    put(to, length, (struct instruction){GIVE_BACK, 0, 0, SECCOMP_RET_KILL_PROCESS});
    put(to, length, (struct instruction){LOAD, 0, 0, 0});
    put(to, length, (struct instruction){JUMP_AT_LEAST, 0, 2, X32_BIT});
    put(to, length, (struct instruction){JUMP_EQUAL, 1, 0, CANCELLED});
    put(to, length, (struct instruction){GIVE_BACK, 0, 0, SECCOMP_RET_KILL_PROCESS});
}

/* The two calls of require_a_way_out() are made before anybody can listen; rt_sigreturn(2) cannot wait. */
static void put_unrecorded(struct instruction *to, u32 *length)
{
    static const u32 calls[] = {NR_execve, NR_exit_group, NR_rt_sigreturn};
    for (u32 i = 0; i < 3; i++) {
        put(to, length, (struct instruction){JUMP_EQUAL, 0, 1, calls[i]});
        put(to, length, (struct instruction){GIVE_BACK, 0, 0, SECCOMP_RET_ALLOW});
    }
}

void install_filter(const struct plan_op *op)
{
    static struct instruction variant[BPF_MAXINSNS];
    struct program program = program_of(op);
    i32 recording = op->code == OP_SECCOMP_RECORD;
    u32 length = 0;
    if (op->number[0] % sizeof(struct instruction) || program.length == 0)
        fail(-EINVAL);
    require_a_way_out(program);
    put_abi(variant, &length);
    if (recording)
        put_unrecorded(variant, &length);
    for (u32 i = 0; i < program.length; i++) {
        struct instruction now = program.instructions[i];
        if (now.code == GIVE_BACK && is_for_pid1(now.constant, recording))
            now.constant = SECCOMP_RET_USER_NOTIF;
        put(variant, &length, now);
    }
    /* The lowest number is taken: below RLIMIT_NOFILE of the program, which holds by now. The plan is mapped. */
    SYS(NR_close, FD(SLOT_PLAN), 0, 0, 0, 0);
    struct sock_fprog filter = {(u16)length, {0, 0, 0}, variant};
    /* Its descriptor is close-on-exec, and in the table that we share with PID 1 until execve(2) parts it. */
    i64 listener = SYS(NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter, 0, 0);
    if (listener == -EMFILE && !recording) {
        /* A program with room for the three streams alone: the same refusals, by the kernel, and nobody to name them. */
        filter = (struct sock_fprog){(u16)program.length, {0, 0, 0}, program.instructions};
        must(SYS(NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter, 0, 0));
        return;
    }
    progress->listener = (i32)must(listener);
}

static const struct plan_op *filter_op(void)
{
    for (u32 i = 0; i < plan.header->op_count; i++) {
        if (plan.ops[i].code == OP_SECCOMP || plan.ops[i].code == OP_SECCOMP_RECORD)
            return &plan.ops[i];
    }
    fail(-EINVAL);
}

static void remember(const struct seccomp_data *data, i32 ends)
{
    if (first.happened)
        return;
    first = (struct denial){1, data->number, ends, {data->arguments[0], data->arguments[1], data->arguments[2]}};
}

static void use(i32 number)
{
    if (number >= 0 && number < USED_WORDS * 64)
        used[number / 64] |= 1ul << (number % 64);
}

void answer_call(i32 listener)
{
    struct seccomp_notif call = {0, 0, 0, {0, 0, 0, {0, 0, 0, 0, 0, 0}}};
    /* ENOENT: the caller was killed in the meantime. It never blocks after POLLIN. */
    if (SYS(NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &call, 0, 0) < 0)
        return;
    u32 answer = ask(program_of(filter_op()), &call.data);
    u32 action = answer & SECCOMP_RET_ACTION;
    struct seccomp_notif_resp reply = {call.id, 0, -EPERM, 0};
    if (lets_pass(answer)) {
        /* Only a recording asks about calls that pass. What is continued was decided by its registers alone. */
        use(call.data.number);
        reply.error = 0;
        reply.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    } else if (action == SECCOMP_RET_ERRNO) {
        remember(&call.data, 0);
        reply.error = -(i32)(answer & 0xffff);
    } else {
        remember(&call.data, 1);
        first.ends = 1;
        /* Not answered: the caller waits in the kernel, and dies there with all others. */
        SYS(NR_kill, -1, SIGKILL, 0, 0, 0);
        return;
    }
    SYS(NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &reply, 0, 0);
}

void report_calls(void)
{
    if (first.happened) {
        current_step = (u32)first.ends;
        report(RECORD_DENIED, first.number, first.arguments[0], first.arguments[1], first.arguments[2]);
    }
    for (u32 i = 0; i < USED_WORDS; i += 2) {
        if (used[i] | used[i + 1])
            report(RECORD_USED, (i32)(i * 64), used[i], used[i + 1], 0);
    }
}

i32 status_of(i32 status)
{
    /* As the kernel would have had it: killed by SIGSYS (seccomp(2), SECCOMP_RET_KILL_PROCESS). */
    return first.ends && (status & 0x7f) == SIGKILL ? SIGSYS : status;
}
