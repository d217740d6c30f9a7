/* memory touch|reserve MIB: touches so much, or only reserves it. A refused allocation ends with status 1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    size_t bytes = (size_t)atol(argv[2]) << 20;
    char *heap = malloc(bytes);
    if (heap == NULL)
        return 1;
    if (strcmp(argv[1], "touch") == 0)
        memset(heap, 1, bytes);
    printf("%d\n", heap[bytes / 2] == 1);
    return 0;
}
