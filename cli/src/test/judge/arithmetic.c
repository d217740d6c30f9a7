/* Whole numbers and floating point, with libm. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    (void)argv;
    printf("abs %d\nsqrt %.0f\n", abs(-1023 * argc), floor(sqrt(1024.0 * argc)));
    return 0;
}
