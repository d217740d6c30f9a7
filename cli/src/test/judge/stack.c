/* Has an array of MIB megabytes on the stack, and writes all of it. */
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    size_t bytes = (size_t)(argc > 1 ? atol(argv[1]) : 80) << 20;
    volatile char array[bytes];
    for (size_t i = bytes; i > 0; i -= 4096)
        array[i - 1] = 1;
    return array[bytes - 1] - 1;
}
