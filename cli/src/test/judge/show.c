/* Prints its arguments, one a line, or with "env" the value of a variable. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "env") == 0) {
        const char *value = getenv(argv[2]);
        puts(value ? value : "(none)");
        return 0;
    }
    for (int i = 1; i < argc; i++)
        puts(argv[i]);
    return 0;
}
