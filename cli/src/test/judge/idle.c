/* Sleeps: idle SECONDS [CHILD]; with a second argument a child does it, and the parent waits. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    unsigned seconds = argc > 1 ? (unsigned)atoi(argv[1]) : 10;
    if (argc > 2 && fork() != 0) {
        int status = 0;
        wait(&status);
        return status;
    }
    while (seconds > 0)
        seconds = sleep(seconds);
    return 0;
}
