/* Two ends of a channel between sandboxes: one leaves or holds a mark, the other looks for it. */
#define _GNU_SOURCE
#include "attack.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEY = 0x1337, PATH = 512 };

static const char *const places[] = {
    "/dev/shm", "/tmp", "/var/tmp", "/run", "/run/lock", "/var/lock", "/dev", "/dev/mqueue", "/home", "/etc", "/usr", "/",
};
enum { PLACES = sizeof places / sizeof places[0] };

static const char *mark(char *path, const char *place)
{
    snprintf(path, PATH, "%s/immure-mark", place);
    return path;
}

/* Files, in every place that takes them. */
static int leave_files(void)
{
    char path[PATH];
    int left = 0;

    for (size_t i = 0; i < PLACES; i++) {
        int fd = open(mark(path, places[i]), O_WRONLY | O_CREAT, 0666);

        if (fd >= 0) {
            left += write(fd, "mark", 4) == 4;
            close(fd);
        }
    }
    return left;
}

static const char *find_file(void)
{
    static char path[PATH];

    for (size_t i = 0; i < PLACES; i++)
        if (access(mark(path, places[i]), F_OK) == 0)
            return path;
    return NULL;
}

/* System V objects and message queues by raw call: the C library would hide which one was refused. */
static int leave_objects(void)
{
    int left = 0;

    left += shmget(KEY, 4096, IPC_CREAT | 0666) >= 0;
    left += semget(KEY, 1, IPC_CREAT | 0666) >= 0;
    left += msgget(KEY, IPC_CREAT | 0666) >= 0;
    left += syscall(SYS_mq_open, "immure-mark", O_CREAT | O_RDWR, 0666, NULL) >= 0;
    left += syscall(SYS_add_key, "user", "immure-mark", "x", 1L, -4L) >= 0;
    return left;
}

static const char *find_object(void)
{
    if (shmget(KEY, 4096, 0) >= 0)
        return "a shared memory segment";
    if (semget(KEY, 1, 0) >= 0)
        return "a semaphore";
    if (msgget(KEY, 0) >= 0)
        return "a message queue";
    if (syscall(SYS_mq_open, "immure-mark", O_RDONLY, 0, NULL) >= 0)
        return "a POSIX message queue";
    if (syscall(SYS_request_key, "user", "immure-mark", NULL, 0L) >= 0)
        return "a key";
    return NULL;
}

static int leave(int count, char **arguments)
{
    int files = leave_files();
    int objects = leave_objects();

    (void)count;
    (void)arguments;
    return files > 0 ? held("left %d files and %d objects", files, objects) : untried("nothing could be left");
}

static int look(int count, char **arguments)
{
    const char *found = find_file();

    (void)count;
    (void)arguments;
    if (found == NULL)
        found = find_object();
    return found == NULL ? held("nothing of another run is here") : open_wall("found %s", found);
}

/* What a run would find if it could see the one before it. */
static int leave_and_look(int count, char **arguments)
{
    leave_files();
    leave_objects();
    return look(count, arguments);
}

/* ---- locks on inodes that sandboxes share --------------------------------------------------------------------- */

static const char *const shared[] = {
    "/bin/attack", "/bin", "/etc/passwd", "/", "/proc", "/proc/sys/kernel/ostype", "/dev/null", "/dev/zero", "/dev/full",
    "/dev/random", "/dev/urandom", "/dev/tty", "/dev/shm", "/dev", "/dev/pts", "/q", "/q/file",
};
enum { SHARED = sizeof shared / sizeof shared[0] };

static int open_shared(const char *path)
{
    int fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY);

    return fd >= 0 ? fd : open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
}

static void lock_all(void)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    for (size_t i = 0; i < SHARED; i++) {
        int fd = open_shared(shared[i]);

        if (fd >= 0) {
            flock(fd, LOCK_EX | LOCK_NB);
            fcntl(fd, F_OFD_SETLK, &whole);
        }
    }
}

/* Holds every lock it can get for so many milliseconds. */
static int hold_locks(int count, char **arguments)
{
    (void)count;
    lock_all();
    held("locks");
    sleep_ms(strtol(arguments[0], NULL, 10));
    return 0;
}

/* A lock that another sandbox holds is one bit from it. */
static int find_locks(int count, char **arguments)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int tried = 0;

    (void)count;
    (void)arguments;
    for (size_t i = 0; i < SHARED; i++) {
        int fd = open_shared(shared[i]);

        if (fd < 0)
            continue;
        tried++;
        if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
            return open_wall("flock of %s is taken", shared[i]);
        if (fcntl(fd, F_OFD_SETLK, &whole) != 0 && errno == EAGAIN)
            return open_wall("a record lock of %s is taken", shared[i]);
        close(fd);
    }
    return tried > 0 ? held("%d files, none of them locked by others", tried) : untried("no file");
}

static int hold_and_find_locks(int count, char **arguments)
{
    lock_all();
    return find_locks(count, arguments);
}

/* fcntl(2), F_SETLEASE: the holder learns that somebody else opens the file. */
static int lease(int count, char **arguments)
{
    int fd = open("/bin/attack", O_RDONLY);
    int64_t end = now() + strtol(arguments[0], NULL, 10) * NANOS_PER_MS;
    int had;

    (void)count;
    signal(SIGIO, SIG_IGN);
    if (fcntl(fd, F_SETLEASE, F_WRLCK) != 0 && fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
        held("no lease: %s", strerror(errno));
    else
        held("leased");
    had = fcntl(fd, F_GETLEASE);
    while (now() < end) {
        int held_now = fcntl(fd, F_GETLEASE);

        if (had != F_UNLCK && held_now != had)
            return open_wall("somebody opened it");
        sleep_ms(10);
    }
    return held("nobody's opening was seen");
}

static int connect_to(int count, char **arguments)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    (void)count;
    to.sin_port = htons((uint16_t)strtol(arguments[1], NULL, 10));
    inet_pton(AF_INET, arguments[0], &to.sin_addr);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return open_wall("connected to %s", arguments[0]);
    return held("%s: %s", arguments[0], strerror(errno));
}

const struct attack channel_attacks[] = {
    {"connect", connect_to},
    {"leave", leave},
    {"look", look},
    {"leave-and-look", leave_and_look},
    {"hold-locks", hold_locks},
    {"find-locks", find_locks},
    {"hold-and-find-locks", hold_and_find_locks},
    {"lease", lease},
    {0},
};
