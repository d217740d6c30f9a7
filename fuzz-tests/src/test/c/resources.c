/* Programs that use up what they are given. Each ends by itself in time, so that a missing limit costs nobody. */
#define _GNU_SOURCE
#include "attack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

/* Burns the kernel's time: random bytes are made there. */
static int burn_kernel(int count, char **arguments)
{
    static char bytes[1 << 20];
    int64_t end = now() + strtol(arguments[0], NULL, 10) * NANOS_PER_MS;

    (void)count;
    while (now() < end)
        if (getrandom(bytes, sizeof bytes, 0) < 0)
            return untried("getrandom");
    return open_wall("it ran to its end");
}

/* Children burn, the parent waits. */
static int burn_children(int count, char **arguments)
{
    int64_t end = now() + strtol(arguments[0], NULL, 10) * NANOS_PER_MS;

    (void)count;
    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            while (now() < end)
                continue;
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    return open_wall("they ran to their end");
}

/* Writes so many bytes to standard output. */
static int flood(int count, char **arguments)
{
    static char lines[1 << 16];
    long left = strtol(arguments[0], NULL, 10);

    (void)count;
    memset(lines, 'y', sizeof lines);
    while (left > 0) {
        long written = write(1, lines, sizeof lines);

        if (written < 0)
            return 3;
        left -= written;
    }
    return 1;
}

/* Fills every place that takes files, each up to so many bytes, and says how much of it all was taken. */
static int fill_all(int count, char **arguments)
{
    static const char *const places[] = {"/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/home", "/dev", "/etc"};
    static char bytes[1 << 20];
    long limit = strtol(arguments[0], NULL, 10);
    long total = 0;

    (void)count;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char path[64];
        long here = 0;

        snprintf(path, sizeof path, "%s/immure-fill", places[i]);
        int fd = open(path, O_WRONLY | O_CREAT, 0600);
        while (fd >= 0 && here < limit) {
            long written = write(fd, bytes, sizeof bytes);

            if (written <= 0)
                break;
            here += written;
        }
        total += here;
        if (here >= limit)
            return open_wall("%s took %ld bytes", places[i], here);
    }
    return held("%ld bytes in all", total);
}

/* Touches so many MiB. */
static int allocate(int count, char **arguments)
{
    long megabytes = strtol(arguments[0], NULL, 10);

    (void)count;
    for (long i = 0; i < megabytes; i++) {
        char *block = malloc(1 << 20);

        if (block == NULL)
            return 3;
        memset(block, 1, 1 << 20);
    }
    return open_wall("%ld MiB", megabytes);
}

const struct attack resource_attacks[] = {
    {"allocate", allocate},
    {"fill-all", fill_all},
    {"burn-kernel", burn_kernel},
    {"burn-children", burn_children},
    {"flood", flood},
    {0},
};
