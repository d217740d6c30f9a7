/* Where its stack, heap, code and libraries are. */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    int here = 0;
    void *heap = malloc(1), *large = malloc(1 << 24);
    printf("%p %p %p %p %p\n", (void *)&here, heap, large, (void *)main, (void *)puts);
    return here;
}
