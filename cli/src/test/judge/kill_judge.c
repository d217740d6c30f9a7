/* Tries to end who judges it: its parent, everybody, and PID 1 by each signal. Says what came of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    int taken = 0;
    for (int number = 1; number < 65; number++)
        taken += kill(1, number) == 0;
    printf("parent %s\n", kill(getppid(), SIGXCPU) ? strerrorname_np(errno) : "signalled");
    printf("everybody %s\n", kill(-1, SIGKILL) ? strerrorname_np(errno) : "signalled");
    printf("PID 1 took %d\n", taken);
    return 0;
}
