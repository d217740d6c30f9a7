/*
 * fork N wait: N children at a time, and prints how many there were. fork N bomb: children that fork on, for ever.
 * fork N fail: as wait, but a refused fork ends it with status 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void bomb(void)
{
    for (;;)
        if (fork() < 0)
            usleep(1000);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    if (strcmp(argv[2], "bomb") == 0)
        bomb();
    long wanted = atol(argv[1]), made = 0;
    int gate[2];
    if (pipe(gate))
        return 3;
    for (long i = 0; i < wanted; i++) {
        pid_t child = fork();
        if (child < 0)
            break;
        if (child == 0) {
            char c;
            close(gate[1]);
            if (read(gate[0], &c, 1) < 0)
                _exit(1);
            _exit(0);
        }
        made++;
    }
    close(gate[1]);
    while (wait(NULL) > 0)
        ;
    printf("%ld\n", made);
    return strcmp(argv[2], "fail") == 0 && made < wanted;
}
