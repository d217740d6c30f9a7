/* write_file PATH BYTES: writes so many bytes, and prints how many arrived. SIGXFSZ is left as it is, unless "ignore". */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char chunk[4096];
    if (argc < 3)
        return 2;
    if (argc > 3 && strcmp(argv[3], "ignore") == 0)
        signal(SIGXFSZ, SIG_IGN);
    long left = atol(argv[2]), written = 0;
    int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0)
        return 3;
    while (left > 0) {
        ssize_t count = write(fd, chunk, left < (long)sizeof(chunk) ? (size_t)left : sizeof(chunk));
        if (count <= 0)
            break;
        left -= count;
        written += count;
    }
    printf("%ld\n", written);
    return left > 0;
}
