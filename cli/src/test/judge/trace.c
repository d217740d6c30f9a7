/* Asks to be traced. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>

int main(void)
{
    puts(ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? strerrorname_np(errno) : "traced");
    return 0;
}
