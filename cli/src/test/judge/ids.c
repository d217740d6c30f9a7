/* Who it is: real, effective and saved ids, and the groups. */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    uid_t r, e, s;
    gid_t groups[64];
    getresuid(&r, &e, &s);
    printf("%u %u %u\n", r, e, s);
    getresgid(&r, &e, &s);
    printf("%u %u %u\n", r, e, s);
    printf("%d\n", getgroups(64, groups));
    return 0;
}
