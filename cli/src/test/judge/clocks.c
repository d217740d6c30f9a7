/* Every clock that a program asks. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <time.h>

int main(void)
{
    struct timespec at;
    struct timeval now;
    struct rusage used;
    struct sysinfo info;
    int failed = clock_gettime(CLOCK_REALTIME, &at) | clock_gettime(CLOCK_MONOTONIC, &at) | clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at)
        | clock_getres(CLOCK_MONOTONIC, &at) | gettimeofday(&now, NULL) | getrusage(RUSAGE_SELF, &used) | sysinfo(&info);
    struct timespec pause = {0, 1000000};
    failed |= nanosleep(&pause, NULL) | (time(NULL) < 1700000000) | (clock() < 0);
    puts(failed ? "failed" : "all");
    return failed;
}
