/* leak tiny|huge|dive: small blocks, large blocks, or deeper and deeper calls; every page is written. */
#include <stdlib.h>
#include <string.h>

static int __attribute__((noinline)) dive(int level)
{
    volatile char frame[65536];
    for (unsigned i = 0; i < sizeof(frame); i += 4096)
        frame[i] = (char)level;
    return level == -1 ? 0 : dive(level + 1) + frame[0];
}

int main(int argc, char **argv)
{
    size_t size = argc > 1 && strcmp(argv[1], "tiny") == 0 ? 64 : 8 << 20;
    if (argc > 1 && strcmp(argv[1], "dive") == 0)
        return dive(0);
    for (;;) {
        char *block = malloc(size);
        if (block == NULL)
            return 1;
        memset(block, 1, size);
        __asm__ volatile("" : : "r"(block) : "memory");
    }
}
