/* Small programs that tests and the demonstration run inside a sandbox. */
#ifndef IMMURE_PROBE_TOOLS_H
#define IMMURE_PROBE_TOOLS_H

struct tool {
    const char *name;
    const char *usage;
    /* Arguments behind the name, ended by NULL; how many there must be at least. Returns the exit status. */
    int (*run)(char **arguments, char **environment);
    int least;
};

/* Ended by an entry without a name. */
extern const struct tool tools[];

#endif
