/* Opens until it is refused, and prints how many files it had open, the streams included. */
#include <fcntl.h>
#include <stdio.h>

int main(void)
{
    int count = 3;
    while (open("/dev/null", O_RDONLY) >= 0)
        count++;
    printf("%d\n", count);
    return 0;
}
