/*
 * The start of a program that carries a sandbox's packets (pasta(1)), outside of it and as the caller. Java cannot do this
 * itself: posix_spawn(3) knows no signal for the death of the parent, and the JVM leaks dozens of descriptors, which not
 * every program closes.
 */
#include "init.h"

/* 0 to 2 are the program's. The other end of this pipe Java alone has. */
#define PARENT 3

void carry(char **words)
{
    static char *const nothing[] = {0};
    u64 none = 0;
    struct pollfd parent = {PARENT, POLLIN, 0};
    struct timespec now = {0, 0};
    /* prctl(2): the signal comes only for a death after this call, so the look at the pipe comes afterwards. */
    if (SYS(NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || SYS(NR_ppoll, &parent, 1, &now, 0, 8) != 0)
        leave(125);
    /* CVE-2024-21626: an inherited descriptor is a way to what it stands for. */
    if (SYS(NR_close_range, PARENT, ~0u, 0, 0, 0) != 0)
        leave(125);
    /* Ctrl-C is for Java, which ends the sandbox in order. */
    SYS(NR_setsid, 0, 0, 0, 0, 0);
    SYS(NR_rt_sigprocmask, SIG_SETMASK, &none, 0, 8, 0);
    SYS(NR_execve, words[0], words, nothing, 0, 0);
    leave(127);
}
