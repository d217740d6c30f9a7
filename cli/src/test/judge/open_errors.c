/* What the kernel says to paths that are none: the errno of each, one a line. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void try_to_open(const char *path)
{
    puts(syscall(SYS_open, path, O_RDONLY) < 0 ? strerrorname_np(errno) : "opened");
    puts(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY) < 0 ? strerrorname_np(errno) : "opened");
}

int main(void)
{
    static char longest[4353];
    memset(longest, 'a', sizeof(longest) - 1);
    try_to_open("\xaa");
    try_to_open(NULL);
    try_to_open(longest);
    try_to_open("%s%n%s%n");
    return 0;
}
