/* Writes without end: flood [out|err|both]. */
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char chunk[1 << 16];
    const char *where = argc > 1 ? argv[1] : "out";
    memset(chunk, 'x', sizeof(chunk));
    for (;;) {
        if (strcmp(where, "err") != 0 && write(1, chunk, sizeof(chunk)) < 0)
            return 1;
        if (strcmp(where, "out") != 0 && write(2, chunk, sizeof(chunk)) < 0)
            return 1;
    }
}
