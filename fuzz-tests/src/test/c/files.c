/* Files and names: what a path leads to, and what changes behind a name while somebody looks. */
#define _GNU_SOURCE
#include "attack.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PATH = 512, FLIPS = 10000 };

/* ---- a second thread changes the path while the first one is in the call --------------------------------------- */

static char path[PATH];
static volatile int done;

static void *flip(void *paths)
{
    char **names = paths;

    while (!done) {
        memcpy(path, names[0], strlen(names[0]) + 1);
        memcpy(path, names[1], strlen(names[1]) + 1);
    }
    return NULL;
}

/* Opens a name that is now an innocent file, now a forbidden one: whoever judged the text would be fooled. */
static int flip_path(int count, char **arguments)
{
    pthread_t thread;
    char byte;
    int reached = 0;

    if (count < 2 || strlen(arguments[0]) >= PATH || strlen(arguments[1]) >= PATH)
        return untried("two paths, please");
    close(open(arguments[0], O_WRONLY | O_CREAT, 0600));
    if (pthread_create(&thread, NULL, flip, arguments) != 0)
        return untried("no thread");
    for (int i = 0; i < FLIPS; i++) {
        int fd = open(path, O_RDONLY);

        /* The innocent one is empty, and so is a mask. */
        if (fd >= 0 && read(fd, &byte, 1) == 1)
            reached++;
        close(fd);
    }
    done = 1;
    pthread_join(thread, NULL);
    return reached == 0 ? held("%d times nothing", FLIPS) : open_wall("%d of %d times", reached, FLIPS);
}

/* For the host's side of a race: exchanges a directory, with "etc" in it, and a link at one name, for so many milliseconds. */
static int swap(int count, char **arguments)
{
    char other[PATH];
    char below[PATH];
    int64_t end = now() + strtol(arguments[2], NULL, 10) * NANOS_PER_MS;
    long swaps = 0;

    (void)count;
    snprintf(other, sizeof other, "%s-link", arguments[0]);
    snprintf(below, sizeof below, "%s/etc", arguments[0]);
    if (mkdir(arguments[0], 0755) != 0 || mkdir(below, 0755) != 0 || symlink(arguments[1], other) != 0)
        return untried("%s", strerror(errno));
    held("ready");
    while (now() < end)
        swaps += renameat2(AT_FDCWD, arguments[0], AT_FDCWD, other, RENAME_EXCHANGE) == 0;
    return swaps >= FLIPS ? held("%ld exchanges", swaps) : untried("%ld exchanges only", swaps);
}

/* Replaces a name by a link, as a program does that hopes for the next run. */
static int plant_link(int count, char **arguments)
{
    (void)count;
    rmdir(arguments[0]);
    return symlink(arguments[1], arguments[0]) == 0 ? held("planted") : untried("%s", strerror(errno));
}

/* What a supervisor that copies it out would hang on, or fill its disk with. */
static int plant_traps(int count, char **arguments)
{
    int fd;

    (void)count;
    (void)arguments;
    if (mkfifo("/tmp/fifo", 0644) != 0)
        return untried("%s", strerror(errno));
    fd = open("/tmp/endless", O_WRONLY | O_CREAT, 0644);
    /* As far as the limit of a single file goes. */
    return fd >= 0 && ftruncate(fd, 1 << 30) == 0 ? held("planted") : untried("%s", strerror(errno));
}

/* Tries to make each of the files, directories included; those that are there count as found. */
static int plant_files(int count, char **arguments)
{
    for (int i = 0; i < count; i++) {
        char name[PATH];

        if (access(arguments[i], F_OK) == 0)
            return open_wall("%s is there", arguments[i]);
        for (char *slash = strchr(arguments[i] + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
            snprintf(name, sizeof name, "%.*s", (int)(slash - arguments[i]), arguments[i]);
            mkdir(name, 0755);
        }
        close(open(arguments[i], O_WRONLY | O_CREAT, 0644));
    }
    return held("%d files were not there", count);
}

/* Reads, runs and touches what every run of the image shares; its own copies may change. */
static int touch_all(int count, char **arguments)
{
    static const char *const names[] = {"/bin/attack", "/bin/probe", "/etc/passwd", "/etc", "/usr", "/bin", "/"};
    char byte;

    (void)count;
    (void)arguments;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int fd = open(names[i], O_RDONLY);
        void *page = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);

        if (page != MAP_FAILED)
            byte = *(volatile char *)page;
        (void)byte;
        read(fd, &byte, 1);
        futimens(fd, NULL);
        fchmod(fd, 0755);
        close(fd);
    }
    return held("read and touched");
}

/* mincore(2), and preadv2(2) that fails when it would have to wait for the disk. */
static int page_cache(int count, char **arguments)
{
    unsigned char pages[4096];
    char byte;
    struct iovec to = {&byte, 1};
    int fd = open("/bin/probe", O_RDONLY);
    void *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);

    (void)count;
    (void)arguments;
    if (map == MAP_FAILED)
        return untried("%s", strerror(errno));
    if (mincore(map, 4096, pages) == 0)
        return open_wall("mincore tells: %d", pages[0] & 1);
    /* EOPNOTSUPP: an overlay cannot do it, whatever lies below. */
    if (preadv2(fd, &to, 1, 0, RWF_NOWAIT) >= 0 || (!is_refusal(errno) && errno != EOPNOTSUPP))
        return open_wall("preadv2 tells: %s", strerror(errno));
    return held("%s", strerror(errno));
}

/* ---- doors ------------------------------------------------------------------------------------------------------ */

static int try_doors(const char *const *doors, int flags)
{
    int tried = 0;

    for (; *doors != NULL; doors++, tried++)
        if (open(*doors, flags | O_NONBLOCK | O_NOCTTY) >= 0)
            return open_wall("%s opens", *doors);
    return held("%d doors, the last with %s", tried, strerror(errno));
}

/* CVE-2022-0492, CVE-2023-25809: a control group that can be written to. */
static int write_cgroup(int count, char **arguments)
{
    static const char *const doors[] = {
        "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/cgroup.procs",
        "/sys/fs/cgroup/memory/release_agent", "/sys/fs/cgroup/unified/cgroup.procs", "/sys/fs/cgroup/pids/pids.max",
        "/sys/fs/cgroup/rdma/release_agent", NULL,
    };

    (void)count;
    (void)arguments;
    return try_doors(doors, O_WRONLY);
}

/* CVE-2025-52881, CVE-2019-16884: settings of the kernel that a redirected or careless write would reach. */
static int write_kernel(int count, char **arguments)
{
    static const char *const doors[] = {
        "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches",
        "/proc/1/oom_score_adj", "/proc/1/uid_map", "/proc/irq/default_smp_affinity",
        "/proc/sys/user/max_user_namespaces", "/proc/sys/fs/binfmt_misc/register", "/proc/acpi/wakeup", NULL,
    };

    (void)count;
    (void)arguments;
    return try_doors(doors, O_WRONLY);
}

/* CVE-2025-52565: a console that is somebody else's; terminals of another instance. */
static int terminals(int count, char **arguments)
{
    static const char *const doors[] = {"/dev/console", "/dev/tty0", "/dev/tty1", "/dev/pts/0", "/dev/ttyS0", "/dev/tty", NULL};
    struct stat pts;
    struct stat dev;

    (void)count;
    (void)arguments;
    if (stat("/dev/pts", &pts) != 0 || stat("/dev", &dev) != 0 || pts.st_dev == dev.st_dev)
        return open_wall("no instance of its own: %s", strerror(errno));
    return try_doors(doors, O_RDWR);
}

const struct attack file_attacks[] = {
    {"flip-path", flip_path},
    {"swap", swap},
    {"plant-link", plant_link},
    {"plant-traps", plant_traps},
    {"plant-files", plant_files},
    {"touch-all", touch_all},
    {"page-cache", page_cache},
    {"write-cgroup", write_cgroup},
    {"write-kernel", write_kernel},
    {"terminals", terminals},
    {0},
};
