/*
 * burn MILLIS [N [flat|deep|children]]: uses so much CPU time in all, shared among N threads side by side, N threads each
 * of which starts the next, or N children one after the other.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long share, depth;

static void burn(void)
{
    struct timespec used;
    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    while (used.tv_sec * 1000000000L + used.tv_nsec < share);
}

static void *side_by_side(void *unused)
{
    burn();
    return unused;
}

static void *one_below_the_other(void *unused)
{
    pthread_t next;
    if (--depth > 0 && pthread_create(&next, NULL, one_below_the_other, NULL) == 0) {
        burn();
        pthread_join(next, NULL);
    } else {
        burn();
    }
    return unused;
}

int main(int argc, char **argv)
{
    long count = argc > 2 ? atol(argv[2]) : 1;
    const char *form = argc > 3 ? argv[3] : "flat";
    pthread_t threads[64];
    share = (argc > 1 ? atol(argv[1]) : 100) * 1000000 / count;
    depth = count;
    if (strcmp(form, "children") == 0) {
        for (long i = 0; i < count; i++) {
            if (fork() == 0) {
                burn();
                _exit(0);
            }
            wait(NULL);
        }
        return 0;
    }
    if (strcmp(form, "deep") == 0) {
        one_below_the_other(NULL);
        return 0;
    }
    for (long i = 1; i < count; i++)
        if (pthread_create(&threads[i], NULL, side_by_side, NULL))
            return 1;
    burn();
    for (long i = 1; i < count; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
