/* A timer of its CPU time ends it by its own handler, with status 1. */
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static void end(int signal)
{
    (void)signal;
    _exit(1);
}

int main(void)
{
    struct itimerval soon = {{0, 0}, {0, 50000}};
    signal(SIGVTALRM, end);
    setitimer(ITIMER_VIRTUAL, &soon, NULL);
    for (volatile unsigned long i = 0;; i++)
        ;
}
