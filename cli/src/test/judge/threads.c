/* threads N flat|deep: so many threads at a time, the first included; 1 when one is refused. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_barrier_t all;
static long left;
static volatile int refused;

static void *wait_for_all(void *unused)
{
    pthread_barrier_wait(&all);
    return unused;
}

static void *start_the_next(void *unused)
{
    pthread_t next;
    if (--left <= 0)
        return unused;
    if (pthread_create(&next, NULL, start_the_next, NULL)) {
        refused = 1;
        return unused;
    }
    pthread_join(next, NULL);
    return unused;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 1;
    pthread_t thread;
    if (argc > 2 && strcmp(argv[2], "deep") == 0) {
        left = count;
        start_the_next(NULL);
        printf("%s\n", refused ? "refused" : "all");
        return refused;
    }
    pthread_barrier_init(&all, NULL, (unsigned)count);
    for (long i = 1; i < count; i++) {
        if (pthread_create(&thread, NULL, wait_for_all, NULL)) {
            puts("refused");
            return 1;
        }
        pthread_detach(thread);
    }
    pthread_barrier_wait(&all);
    puts("all");
    return 0;
}
