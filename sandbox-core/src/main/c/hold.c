/*
 * A sandbox that was put up before it is known what will run in it: PID 1 waits here, with everything done that the first
 * part of its plan says and nothing of the program yet. It is told once, by a plan that begins with that very part.
 */
#include "init.h"

/*
 * Of a channel of its own, since the control socket is the monitor's to read; and made here, so that no other process of
 * the sandbox ever has it. The far end goes to Java.
 */
static i32 open_channel(void)
{
    i32 ends[2];
    must(SYS(NR_socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends, 0));
    report_with(RECORD_HELD, 0, ends[1]);
    SYS(NR_close, ends[1], 0, 0, 0, 0);
    return ends[0];
}

/* A descriptor. Without anybody left to send one there is nothing to do but to end. */
static i32 receive_plan(i32 channel)
{
    struct message message = {0, 0};
    struct iovec vector = {&message, sizeof(message)};
    struct passed_fd passed = {0, 0, 0, -1, 0};
    /* Room for one descriptor and no padding, where a second would fit (cmsg(3)): more of them are closed by the kernel. */
    struct message_header header = {0, 0, &vector, 1, &passed, sizeof(passed) - sizeof(passed.pad), 0};
    i64 count;
    do {
        count = SYS(NR_recvmsg, channel, &header, MSG_CMSG_CLOEXEC, 0, 0);
    } while (count == -EINTR);
    if (must(count) == 0)
        leave(0);
    i32 one = passed.length == sizeof(passed) - sizeof(passed.pad) && passed.level == SOL_SOCKET && passed.type == SCM_RIGHTS;
    if (count != sizeof(message) || message.type != MESSAGE_CONTINUE || (header.flags & (MSG_TRUNC | MSG_CTRUNC)) || !one)
        fail(-EPROTO);
    return passed.fd;
}

void hold(u32 step)
{
    struct plan next;
    i32 channel = open_channel();
    i32 fd = receive_plan(channel);
    /* One message and no other: who comes second finds nobody. And the program must meet neither of the two. */
    SYS(NR_close, channel, 0, 0, 0, 0);
    /* What is wrong from here on is the new plan, not a step of it. */
    current_step = SLOT_NONE;
    load_plan(fd, &next);
    SYS(NR_close, fd, 0, 0, 0, 0);
    /* Java has compared them too; but what stands here was built by the old one, and nothing may be taken on trust. */
    if (!plan_continues(&next, &plan, step))
        fail(-EPERM);
    plan = next;
    current_step = step;
}
