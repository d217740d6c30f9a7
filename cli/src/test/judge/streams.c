/* Writes to both streams in turn, unbuffered. */
#include <unistd.h>

static int say(int fd, const char *word)
{
    return write(fd, word, 4) == 4;
}

int main(void)
{
    return say(1, "one\n") && say(2, "two\n") && say(1, "thr\n") && say(2, "fou\n") ? 0 : 1;
}
