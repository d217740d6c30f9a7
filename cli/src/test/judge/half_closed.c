/* Closes its output before its end. */
#include <unistd.h>

int main(void)
{
    close(1);
    close(2);
    usleep(100000);
    return 0;
}
