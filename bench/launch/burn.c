/*
 * Spends processor time: `burn WORK` does so many thousand rounds, always the same, and prints what they cost by its own
 * clock, in nanoseconds; `burn` alone never ends. No library call in the loop: nothing there can be slower inside.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int count, char **arguments)
{
    uint64_t rounds = count > 1 ? strtoull(arguments[1], 0, 10) * 1000 : UINT64_MAX;
    volatile uint64_t state = 88172645463325252u;
    for (uint64_t i = 0; i < rounds; i++) {
        uint64_t x = state;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        state = x;
    }
    struct timespec spent;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent) != 0)
        return 1;
    printf("%lld\n", (long long)spent.tv_sec * 1000000000 + spent.tv_nsec);
    return 0;
}
