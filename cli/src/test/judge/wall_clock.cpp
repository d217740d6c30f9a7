// Looks at the clock until ten seconds have gone by.
#include <ctime>

static double now() {
    timespec at{};
    clock_gettime(CLOCK_MONOTONIC, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

int main() {
    const double start = now();
    while (now() - start < 10) {
    }
    return 0;
}
