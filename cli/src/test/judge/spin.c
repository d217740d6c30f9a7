/*
 * Uses up the processor. spin [PROCESSES [THREADS [DEPTH]]]: so many children, each with so many threads; with a depth the
 * children are made one below the other, and every parent but the first ends at once (daemons).
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *burn(void *unused)
{
    (void)unused;
    for (volatile unsigned long i = 0;; i++)
        ;
    return NULL;
}

static void burn_in_threads(long threads)
{
    pthread_t thread;
    for (long i = 1; i < threads; i++)
        if (pthread_create(&thread, NULL, burn, NULL))
            exit(3);
    burn(NULL);
}

int main(int argc, char **argv)
{
    long processes = argc > 1 ? atol(argv[1]) : 0, threads = argc > 2 ? atol(argv[2]) : 1, depth = argc > 3 ? atol(argv[3]) : 0;
    if (processes == 0)
        burn_in_threads(threads);
    for (long i = 0; i < processes; i++) {
        if (fork() != 0)
            continue;
        for (long level = 0; level < depth; level++) {
            setsid();
            if (fork() != 0)
                _exit(0);
        }
        burn_in_threads(threads);
    }
    if (depth > 0)
        for (;;)
            pause();
    while (wait(NULL) > 0)
        ;
    return 0;
}
