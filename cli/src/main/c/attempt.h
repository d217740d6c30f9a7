/* One try to get through one wall, and what came of it. */
#ifndef IMMURE_PROBE_ATTEMPT_H
#define IMMURE_PROBE_ATTEMPT_H

#include "text.h"

enum verdict {
    STOPPED = 0, /* also: nothing to be seen */
    OPEN = 1,
    SKIPPED = 2, /* what it needs is not in this image, or a name was wrong */
};

struct outcome {
    enum verdict verdict;
    int signal; /* that ended the child of in_child, or 0 */
    struct line text;
};

enum { OUTSIDE_MAX = 16 };

struct context {
    const char *wall;
    char **arguments;   /* behind the name of the attempt, ended by NULL */
    char **environment; /* ended by NULL */
    /* Namespaces of the caller, as readlink(1) of /proc/self/ns shows them: "ipc:[4026531839]". */
    const char *outside[OUTSIDE_MAX];
    size_t outside_count;
};

struct attempt {
    const char *wall;
    const char *name;
    const char *what;
    void (*try)(const struct context *, struct outcome *);
    /* For attempts that are a single call: its number and arguments, and which errors mean that a wall stopped it. */
    long call;
    long arguments[6];
    int (*refusal)(long error);
    /* Not part of the tour: it must be told what to try at. */
    int needs_argument;
};

/* Tables, each ended by an entry without a wall. */
extern const struct attempt identity_attempts[];
extern const struct attempt namespace_attempts[];
extern const struct attempt privilege_attempts[];
extern const struct attempt call_attempts[];
extern const struct attempt network_attempts[];
extern const struct attempt file_attempts[];
extern const struct attempt process_attempts[];

void stopped(struct outcome *outcome, const char *why);
void stopped_by(struct outcome *outcome, long error);
void hidden(struct outcome *outcome, const char *why);
void opened(struct outcome *outcome, const char *what);
void skipped(struct outcome *outcome, const char *why);

/*
 * Judges the result of a call. An error that says "no" is a wall; any other error means that the kernel looked at the
 * arguments, so nothing stood in the way of better ones.
 */
void judge(struct outcome *outcome, long result, int (*refusal)(long error));
int refuses_call(long error);
int refuses_path(long error);
int refuses_socket(long error);

/* Judges in a child, so that a try which changes or kills its process spoils nothing. */
void in_child(const struct context *context, struct outcome *outcome,
              long (*act)(const struct context *context), int (*refusal)(long error));

/* capget(2): 1 when any of the three sets holds anything, 0 when none does, or a negative errno. */
long capabilities_held(void);

/* The first argument, or this. */
const char *argument_or(const struct context *context, const char *otherwise);

#endif
