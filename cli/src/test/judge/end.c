/* end status N | signal N | null | abort | overflow | divide: ends in that way. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile int zero;
static int *volatile nowhere;

static int __attribute__((noinline)) deeper(int level)
{
    volatile char here[4096];
    here[0] = (char)level;
    /* Never 0 before the stack is used up; the compiler cannot know. */
    return level == -1 ? 0 : deeper(level + 1) + here[0];
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 99;
    volatile int number = argc > 2 ? atoi(argv[2]) : 0;
    if (strcmp(argv[1], "status") == 0)
        return number;
    if (strcmp(argv[1], "signal") == 0)
        kill(getpid(), number);
    if (strcmp(argv[1], "null") == 0)
        *nowhere = 1;
    if (strcmp(argv[1], "abort") == 0)
        abort();
    if (strcmp(argv[1], "divide") == 0)
        return number / zero;
    if (strcmp(argv[1], "overflow") == 0)
        return deeper(zero);
    return 98;
}
