/*
 * Finds the number that the other side has in mind, from 1 to 1000, asking "N" and hearing "<", ">" or "=". With
 * "silent" the questions stay in the buffer; with "rude" it leaves after the first one.
 */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    int low = 1, high = 1000;
    char answer[8];
    const char *manner = argc > 1 ? argv[1] : "";
    while (low <= high) {
        int middle = (low + high) / 2;
        printf("%d\n", middle);
        if (strcmp(manner, "silent") != 0)
            fflush(stdout);
        if (strcmp(manner, "rude") == 0)
            return 0;
        if (fgets(answer, sizeof(answer), stdin) == NULL)
            return 2;
        if (answer[0] == '=')
            return 0;
        if (answer[0] == '<')
            high = middle - 1;
        else
            low = middle + 1;
    }
    return 3;
}
