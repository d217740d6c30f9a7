/* Attacks on the processes around the payload. */
#define _GNU_SOURCE
#include "attack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Kills everything in reach, itself excepted: kill(2) leaves out the caller and process 1. */
static int kill_all(int count, char **arguments)
{
    pid_t child = fork();

    (void)count;
    (void)arguments;
    if (child == 0)
        for (;;)
            pause();
    for (int signal = 1; signal < 65; signal++)
        kill(getppid(), signal);
    kill(-1, SIGKILL);
    if (waitpid(child, NULL, 0) != child)
        return open_wall("the child lives");
    sleep_ms(100);
    return kill(1, 0) == 0 || errno == EPERM ? held("process 1 lives") : open_wall("process 1: %s", strerror(errno));
}

/* CVE-2016-9962, CVE-2020-5291, CVE-2016-8659: taking over who set the sandbox up, through any door of /proc. */
static int take_over_init(int count, char **arguments)
{
    static const char *const doors[] = {
        "/proc/1/mem", "/proc/1/root", "/proc/1/cwd", "/proc/1/exe", "/proc/1/environ", "/proc/1/maps", "/proc/1/fd/0",
        "/proc/1/fd/3", "/proc/1/map_files", "/proc/1/syscall", "/proc/1/stack", "/proc/1/ns/user", "/proc/1/attr/exec",
    };

    (void)count;
    (void)arguments;
    for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++)
        if (open(doors[i], O_RDONLY | O_NONBLOCK) >= 0)
            return open_wall("%s opens", doors[i]);
    if (ptrace(PTRACE_SEIZE, 1, 0, 0) == 0 || !is_refusal(errno))
        return open_wall("ptrace: %s", strerror(errno));
    return held("no door of process 1 opens");
}

/* CVE-2019-5736: the program that launched us, written to through every /proc/PID/exe that is there. */
static int write_launcher(int count, char **arguments)
{
    char path[64];
    int64_t end = now() + 500LL * NANOS_PER_MS;

    (void)count;
    (void)arguments;
    while (now() < end) {
        for (int pid = 1; pid < 8; pid++) {
            if (pid == getpid())
                continue;
            snprintf(path, sizeof path, "/proc/%d/exe", pid);
            if (open(path, O_WRONLY) >= 0 || open(path, O_RDWR | O_TRUNC) >= 0)
                return open_wall("%s is writable", path);
        }
    }
    return held("no program of another process can be written to");
}

/* CVE-2024-21626: descriptors that lead out. */
static int leaked_descriptors(int count, char **arguments)
{
    char path[64];

    (void)count;
    (void)arguments;
    for (int fd = 3; fd < 1024; fd++) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (fcntl(fd, F_GETFD) >= 0)
            return open_wall("descriptor %d is open", fd);
        if (chdir(path) == 0)
            return open_wall("%s is a directory", path);
    }
    return held("0, 1 and 2 only");
}

/* The value of a line of /proc/self/status. */
static const char *status(const char *name)
{
    static char line[256];
    FILE *file = fopen("/proc/self/status", "r");

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0) {
            char *value = line + strlen(name);

            fclose(file);
            value += strspn(value, ": \t");
            value[strcspn(value, "\n")] = '\0';
            return value;
        }
    return "";
}

/* What must hold in every combination of options. */
static int base_walls(int count, char **arguments)
{
    (void)count;
    (void)arguments;
    if (strcmp(status("NoNewPrivs"), "1") != 0)
        return open_wall("no_new_privs is %s", status("NoNewPrivs"));
    if (strcmp(status("Seccomp"), "2") != 0)
        return open_wall("seccomp is %s", status("Seccomp"));
    if (strtoull(status("CapInh"), NULL, 16) != 0 || strtoull(status("CapAmb"), NULL, 16) != 0)
        return open_wall("inheritable or ambient capabilities");
    return held("filter, no_new_privs, nothing inheritable");
}

/* The ids that it was given, and no others: uid, gid, then every group. */
static int identity(int count, char **arguments)
{
    char wanted[256] = "";
    char *end = wanted;

    for (int i = 0; i < count; i++)
        end += snprintf(end, sizeof wanted - (size_t)(end - wanted), "%s%s", i == 0 ? "" : " ", arguments[i]);
    char found[256];
    gid_t groups[32];
    int number = getgroups(32, groups);
    end = found + snprintf(found, sizeof found, "%d %d", getuid(), getgid());
    for (int i = 0; i < number; i++)
        end += snprintf(end, sizeof found - (size_t)(end - found), " %d", groups[i]);
    return strcmp(wanted, found) == 0 ? held("%s", found) : open_wall("it is %s, not %s", found, wanted);
}

/* What a process has from whoever started it: its number, clocks, timers, signals. */
static int origins(int count, char **arguments)
{
    struct itimerval timer = {0};
    struct timespec boot;
    sigset_t pending;
    sigset_t blocked;
    int signals = 0;
    int masked = 0;

    (void)count;
    (void)arguments;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    getitimer(ITIMER_REAL, &timer);
    sigpending(&pending);
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    for (int signal = 1; signal < 65; signal++) {
        signals += sigismember(&pending, signal) == 1;
        masked += sigismember(&blocked, signal) == 1;
    }
    return held("pid %d, up %ld min, %s timer, %s signal, mask %d", getpid(), (long)boot.tv_sec / 60,
                timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0 ? "no" : "a", signals == 0 ? "no" : "a",
                masked);
}

/* Marks itself by its environment, says so, and waits to be looked at. */
static int wait_a_while(int count, char **arguments)
{
    (void)count;
    held("waiting");
    sleep_ms(strtol(arguments[0], NULL, 10));
    return 0;
}

const struct attack process_attacks[] = {
    {"base-walls", base_walls},
    {"origins", origins},
    {"identity", identity},
    {"wait", wait_a_while},
    {"kill-all", kill_all},
    {"take-over-init", take_over_init},
    {"write-launcher", write_launcher},
    {"leaked-descriptors", leaked_descriptors},
    {0},
};
