/* What the parts of immure-init share: the plan at hand, the report channel, and the one way to fail. */
#ifndef IMMURE_INIT_H
#define IMMURE_INIT_H

#include "plan.h"

/* Records to the parent; LaunchRecord.java reads them. */
enum {
    RECORD_ALIVE = 1,          /* the plan was accepted */
    RECORD_WANT_ID_MAPS = 2,   /* value = pid of the process in the new user namespace; a MESSAGE_MAPPED must follow */
    RECORD_STARTED = 3,        /* the payload has executed; a = CLOCK_MONOTONIC nanoseconds */
    RECORD_EXITED = 4,         /* value = wait status, step = full tmpfs mounts; a = wall ns, b = bytes, c = inodes */
    RECORD_FAILED = 5,         /* step, value = errno */
    RECORD_ENDED = 6,          /* value = wait status of PID 1; the cgroup stays until MESSAGE_TEAR_DOWN or EOF */
    RECORD_FINISHED = 7,       /* value = how many teardown steps failed; the last record */
    RECORD_NAMESPACE_OPEN = 8, /* the descriptor of the new user namespace is in its slot */
    RECORD_NETWORK_OFFERED = 9, /* with a netlink socket of the sandbox's; a MESSAGE_CONNECTED must follow */
    RECORD_DENIED = 10,         /* before EXITED: value = number of the first call refused, step = it ended the sandbox,
                                  a, b, c = its first arguments */
    RECORD_USED = 11,          /* before EXITED, of a recording: a, b = the calls from number value on, one bit each */
    RECORD_USAGE = 12,         /* of the payload, before RECORD_EXITED: a = KiB, b, c = context switches (getrusage(2)) */
    RECORD_TERMINAL = 13,      /* with the far end of the program's terminal (unix(7), SCM_RIGHTS) */
    RECORD_FILE = 14,           /* after RECORD_EXITED: step, and with value 0 the open file, otherwise errno */
    RECORD_HELD = 15,           /* with a socket; PID 1 waits for a MESSAGE_CONTINUE on it, or for its end */
    RECORD_DISK = 20           /* before EXITED, one for each tmpfs: step = that mounted it, value = it is full; a = bytes,
                                  b = inodes */
};

struct record {
    u32 type, step;
    i32 value;
    u32 zero;
    u64 a, b, c;
};

/* From the monitor to PID 1: end every process inside, then report. A real-time signal, which programs seldom use. */
#define SIGNAL_END 35

/* Messages from the parent: to the monitor, and the last one, which comes with a plan, to a PID 1 that holds. */
enum {
    MESSAGE_MAPPED = 1,
    MESSAGE_KILL = 2,
    MESSAGE_SIGNAL = 3,
    MESSAGE_TEAR_DOWN = 4,
    MESSAGE_CONNECTED = 5,
    MESSAGE_CONTINUE = 6
};
struct message {
    u32 type;
    i32 value;
};

/* The step that is being executed, for the report; SLOT_NONE outside of any. */
extern u32 current_step;
extern struct plan plan;

#define FD(slot) ((i32)(PLAN_FIRST_FD + (u32)(slot)))
#define TEXT(op, i) (plan.data + (op)->text[i])

void report(u32 type, i32 value, u64 a, u64 b, u64 c);
/* With a descriptor (unix(7), SCM_RIGHTS), or without one when it is negative. */
void report_with(u32 type, i32 value, i32 fd);
/* Reports (current step, errno) and ends the process. `result` is what the kernel returned, a negative errno. */
__attribute__((noreturn)) void fail(i64 result);
__attribute__((noreturn)) void leave(i32 status);
/* The result when it is no error, otherwise fail(). */
i64 must(i64 result);

void *memcpy(void *to, const void *from, u64 count);
u64 text_length(const char *text);
u64 monotonic_ns(void);
/* Writes a short text to a pseudo file in one write(2), as procfs and cgroupfs want it. */
i64 write_text(i32 fd, const char *text);
void close_stdio(void);
/* dup2(2) with O_CLOEXEC refuses equal numbers, and the lowest free one may well be the slot itself. */
void move_fd(i32 from, i32 to);
/*
 * Supplementary groups: none. Where setgroups(2) is denied for the user namespace, which the plan says on entering it, the
 * caller's own stay; nothing else can be done about them.
 */
void clear_groups(void);
extern i32 groups_are_kept;
/* A number below 2^64 in decimal, at the end of `digits`; where it begins. */
#define DIGITS 24u
char *decimal(u64 value, char digits[DIGITS]);

/* clone3(2): 0 in the child, its pid in the parent, or a negative errno. */
i64 spawn(u64 flags, i32 exit_signal, u64 cgroup);
i32 own_pid(void);
/* Its wait status. */
i32 wait_for(i32 pid);
/* Until this process has no child any more. */
void wait_for_all(void);
void die_with_parent(i32 parent);

/* carrier.c: executes another program, outside of any sandbox; no plan is read. */
__attribute__((noreturn)) void carry(char **words);

/* Maps, checks and decodes the plan behind a descriptor, or fails. */
void load_plan(i32 fd, struct plan *into);

/* hold.c: waits for the plan of a run, which then is `plan`; its op at the same step starts the program. */
void hold(u32 step);

/* monitor.c */
void run_monitor(void);
/* For a monitor that cannot go on; in any other process nothing happens. */
void clean_up_after_monitor(void);

/* stage.c */
/* The stage tells the monitor the pid of PID 1 over it. */
extern i32 pid_pipe[2];
void run_stage(u32 first_step, i32 monitor);

/* pid1.c */
/* The monitor alone can write to it, and does once, when the stage is reaped and a network stands; its end means that
   the monitor is gone. */
extern i32 monitor_pipe[2];
void run_init(u32 first_step);

/* rootfs.c: the mounts of PID 1. */
void execute_init_op(const struct plan_op *op);
/* Opens the parent of a path below the root, making what is missing; *last is the final component. */
i32 open_parent(const char *path, const char **last);
/* What every writable tmpfs holds from here on is the program's. */
void begin_disk_usage(void);
/* Reports each of them, and adds up what is used; how many of them are full. */
u32 report_disk_usage(u64 *bytes, u64 *inodes);
void close_all_but_meters(i32 first, i32 listener);

/* filter.c */
/* The first call that was refused. */
struct denial {
    i32 happened, number, ends;
    u64 arguments[3];
};
/* System calls that a recording can name, by their numbers. */
#define USED_WORDS 8
/* In the payload: the last thing before execve. */
void install_filter(const struct plan_op *op);
/* In PID 1, after POLLIN on the listener: one call. */
void answer_call(i32 listener);
/* What was refused, and what was used. */
void report_calls(void);
/* The wait status of a payload that PID 1 may have killed for a call. */
i32 status_of(i32 status);

/* transfer.c: files that go in and come out by copying. */
void copy_in(const struct plan_op *op);
/* From this step on; PID 1 is the program's user afterwards. */
void copy_out(u32 step);

/* terminal.c: `devpts` is the mount that PID 1 made. */
void open_terminal(const struct plan_op *op, i32 devpts);
void take_terminal(void);

/* payload.c */
/* What the payload tells of itself before execve, in memory that it shares with PID 1. */
struct progress {
    u32 step;
    i32 error;     /* errno, 0 for none */
    u32 executing; /* execve was called */
    i32 listener;  /* descriptor of the filter's, 0 for none; PID 1 has it under the same number */
    /* A robust futex, held by the payload: the kernel marks it, and wakes PID 1, when the payload executes or ends
       (set_robust_list(2)). */
    u32 alive;
    struct robust_list lock;
};
/* In the payload, and only there: where a failure goes. See spawn_payload(). */
extern struct progress *progress;
__attribute__((noreturn)) void run_payload(u32 first_step);

#endif
