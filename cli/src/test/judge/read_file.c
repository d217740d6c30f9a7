/* read_file PATH: reads all of it and prints how much there was. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char chunk[1 << 16];
    int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;
    long total = 0;
    for (ssize_t count = read(fd, chunk, sizeof(chunk)); count > 0; count = read(fd, chunk, sizeof(chunk)))
        total += count;
    printf("%ld\n", total);
    return 0;
}
