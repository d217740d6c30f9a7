/*
 * Attacks that are tried from inside a sandbox, one function each. They run as its payload, with a C library, since a
 * real attacker has one. Nothing here harms the machine even where a wall is missing: arguments name things that do not
 * exist, amounts are bounded, and loops end by themselves.
 */
#ifndef IMMURE_ATTACK_H
#define IMMURE_ATTACK_H

#include <stdint.h>

/* The answer, on one line of standard output, and the exit status: "held" 0, "OPEN" 1, "untried" 2. */
int held(const char *format, ...) __attribute__((format(printf, 1, 2)));
int open_wall(const char *format, ...) __attribute__((format(printf, 1, 2)));
int untried(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whether an errno says that a wall refused, rather than that the kernel did not like the arguments. */
int is_refusal(int error);

/* Nanoseconds of CLOCK_MONOTONIC. */
int64_t now(void);
void sleep_ms(long milliseconds);

enum { NANOS_PER_MS = 1000000 };

struct attack {
    const char *name;
    int (*run)(int count, char **arguments);
};

/* Tables, each ended by an entry without a name. */
extern const struct attack call_attacks[];
extern const struct attack channel_attacks[];
extern const struct attack process_attacks[];
extern const struct attack resource_attacks[];
extern const struct attack file_attacks[];

#endif
