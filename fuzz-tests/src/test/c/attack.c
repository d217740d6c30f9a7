/* attack NAME [ARGUMENT...]: tries one attack and says on one line what came of it. */
#define _GNU_SOURCE
#include "attack.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int answer(const char *word, int status, const char *format, va_list arguments)
{
    printf("%s: ", word);
    vprintf(format, arguments);
    putchar('\n');
    fflush(stdout);
    return status;
}

#define ANSWER(word, status) \
    va_list arguments; \
    int result; \
    va_start(arguments, format); \
    result = answer(word, status, format, arguments); \
    va_end(arguments); \
    return result

int held(const char *format, ...)
{
    ANSWER("held", 0);
}

int open_wall(const char *format, ...)
{
    ANSWER("OPEN", 1);
}

int untried(const char *format, ...)
{
    ANSWER("untried", 2);
}

int is_refusal(int error)
{
    return error == EPERM || error == EACCES || error == ENOSYS || error == EAFNOSUPPORT;
}

int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

void sleep_ms(long milliseconds)
{
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * NANOS_PER_MS};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

static int run(const struct attack *table, int count, char **arguments)
{
    for (; table->name != NULL; table++)
        if (strcmp(table->name, arguments[0]) == 0)
            return table->run(count - 1, arguments + 1);
    return -1;
}

int main(int count, char **arguments)
{
    const struct attack *const tables[] = {
        call_attacks, channel_attacks, process_attacks, resource_attacks, file_attacks,
    };

    if (count < 2)
        return untried("which attack?");
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        int status = run(tables[i], count - 1, arguments + 1);

        if (status >= 0)
            return status;
    }
    return untried("no attack is named %s", arguments[1]);
}
