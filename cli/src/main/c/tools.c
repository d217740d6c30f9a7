#include "tools.h"

#include "kernel.h"
#include "text.h"

enum {
    PAGE = 4096,
    CHUNK = 1 << 16,
    PROT_READ_WRITE = 3,
    MAP_PRIVATE_ANONYMOUS = 0x22,
    BOMB_SECONDS = 10,
    NANOSECONDS = 1000000000,
    CHILDREN_MAX = 4096,
    RESOURCES = 16,
};

static char chunk[CHUNK];

static int say_errno(const char *what, long error)
{
    struct line line = {0};

    put(&line, what);
    put(&line, ": ");
    put_errno(&line, error);
    say(2, &line);
    return 1;
}

static int say_number(const char *what, long number)
{
    struct line line = {0};

    put(&line, what);
    put_number(&line, number);
    say(1, &line);
    return 0;
}

static int64_t now(void)
{
    struct timespec64 time = {0, 0};

    CALL2(clock_gettime, CLOCK_MONOTONIC, &time);
    return time.seconds * NANOSECONDS + time.nanoseconds;
}

static void sleep_for(long milliseconds)
{
    struct timespec64 left = {milliseconds / 1000, milliseconds % 1000 * 1000000};

    while (CALL2(nanosleep, &left, &left) == -EINTR)
        continue;
}

static int run_exit(char **arguments, char **environment)
{
    (void)environment;
    return (int)(number_of(arguments[0]) & 0xff);
}

static int run_signal(char **arguments, char **environment)
{
    (void)environment;
    CALL2(kill, CALL0(getpid), number_of(arguments[0]));
    return 1;
}

/* Burns CPU for as many milliseconds of wall time, or for ever. */
static int run_spin(char **arguments, char **environment)
{
    int64_t end = arguments[0] == NULL ? INT64_MAX : now() + number_of(arguments[0]) * 1000000;

    (void)environment;
    while (now() < end)
        for (volatile int i = 0; i < 100000; i++)
            continue;
    return 0;
}

static int run_sleep(char **arguments, char **environment)
{
    (void)environment;
    sleep_for(number_of(arguments[0]));
    return 0;
}

/* Sleeps, and lets neither SIGTERM nor SIGINT end it. */
static int run_stubborn(char **arguments, char **environment)
{
    ignore_signal(SIGTERM);
    ignore_signal(SIGINT);
    return run_sleep(arguments, environment);
}

/* Leaves a grandchild that sleeps, in a session of its own, and goes. */
static int run_orphan(char **arguments, char **environment)
{
    long child = fork_child();

    if (child < 0)
        return say_errno("fork", child);
    if (child == 0) {
        CALL0(setsid);
        leave(run_sleep(arguments, environment));
    }
    return 0;
}

/* Listens on an abstract socket for a while: the other side of the attempt landlock.abstract. */
static int run_listen(char **arguments, char **environment)
{
    struct unix_address address;
    size_t length = abstract_address(&address, arguments[0]);
    struct line ready = {0};
    long fd = CALL3(socket, AF_UNIX, SOCK_STREAM, 0);
    long error = fd < 0 ? fd : CALL3(bind, fd, &address, length);

    if (error == 0)
        error = CALL2(listen, fd, 1);
    if (error < 0)
        return say_errno("listen", error);
    put(&ready, "listening");
    say(1, &ready);
    return run_sleep(arguments + 1, environment);
}

static int run_alloc(char **arguments, char **environment)
{
    long bytes = number_of(arguments[0]);
    long memory = CALL6(mmap, 0, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);

    (void)environment;
    if (memory < 0)
        return say_errno("mmap", memory);
    for (long at = 0; at < bytes; at += PAGE)
        *(volatile char *)(memory + at) = 1;
    return say_number("touched ", bytes);
}

static int run_fork(char **arguments, char **environment)
{
    static long children[CHILDREN_MAX];
    long wanted = number_of(arguments[0]);
    long error = 0;
    long count = 0;

    (void)environment;
    for (; count < wanted && count < CHILDREN_MAX; count++) {
        error = fork_child();
        if (error == 0)
            for (;;)
                CALL0(pause);
        if (error < 0)
            break;
        children[count] = error;
    }
    say_number("made ", count);
    for (long i = 0; i < count; i++)
        CALL2(kill, children[i], SIGKILL);
    for (long i = 0; i < count; i++)
        wait_for(children[i]);
    return error < 0 ? say_errno("fork", error) : 0;
}

/* Every process makes more. It burns out after ten seconds, so that a missing wall does not cost the machine. */
static int run_forkbomb(char **arguments, char **environment)
{
    int64_t end = now() + (int64_t)BOMB_SECONDS * NANOSECONDS;

    (void)arguments;
    (void)environment;
    while (now() < end)
        fork_child();
    return 0;
}

static int write_bytes(int fd, long bytes)
{
    for (size_t i = 0; i < sizeof chunk; i++)
        chunk[i] = i % 64 == 63 ? '\n' : 'x';
    while (bytes > 0) {
        long count = CALL3(write, fd, chunk, bytes < CHUNK ? bytes : CHUNK);

        if (count < 0)
            return say_errno("write", count);
        bytes -= count;
    }
    return 0;
}

static int run_write(char **arguments, char **environment)
{
    (void)environment;
    return write_bytes(1, number_of(arguments[0]));
}

static int run_stderr(char **arguments, char **environment)
{
    (void)environment;
    return write_bytes(2, number_of(arguments[0]));
}

static int run_fill(char **arguments, char **environment)
{
    long fd = CALL4(openat, AT_FDCWD, arguments[0], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    (void)environment;
    return fd < 0 ? say_errno("open", fd) : write_bytes((int)fd, number_of(arguments[1]));
}

static int run_inodes(char **arguments, char **environment)
{
    long wanted = number_of(arguments[1]);

    (void)environment;
    for (long number = 0; number < wanted; number++) {
        struct line path = {0};
        long fd;

        put(&path, arguments[0]);
        put(&path, "/");
        put_number(&path, number);
        fd = CALL4(openat, AT_FDCWD, path.text, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
            return say_errno("open", fd);
        CALL1(close, fd);
    }
    return say_number("made ", wanted);
}

static int copy_to_stdout(long fd)
{
    for (;;) {
        long count = CALL3(read, fd, chunk, sizeof chunk);

        if (count == -EINTR)
            continue;
        if (count < 0)
            return say_errno("read", count);
        if (count == 0)
            return 0;
        for (long done = 0; done < count;) {
            long written = CALL3(write, 1, chunk + done, count - done);

            if (written < 0)
                return say_errno("write", written);
            done += written;
        }
    }
}

static int run_cat(char **arguments, char **environment)
{
    long fd = arguments[0] == NULL ? 0 : CALL4(openat, AT_FDCWD, arguments[0], O_RDONLY | O_CLOEXEC, 0);

    (void)environment;
    return fd < 0 ? say_errno("open", fd) : copy_to_stdout(fd);
}

static int say_all(char **texts)
{
    for (; *texts != NULL; texts++) {
        struct line line = {0};

        put(&line, *texts);
        say(1, &line);
    }
    return 0;
}

static int run_env(char **arguments, char **environment)
{
    (void)arguments;
    return say_all(environment);
}

static int run_args(char **arguments, char **environment)
{
    (void)environment;
    return say_all(arguments);
}

static int wanted_status(const char *line)
{
    static const char *const names[] = {
        "Uid:", "Gid:", "Groups:", "CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:", "NoNewPrivs:", "Seccomp:",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (starts_with(line, names[i]))
            return 1;
    return 0;
}

/* The lines of proc(5), /proc/pid/status, that say what the process may do. */
static int run_id(char **arguments, char **environment)
{
    static char status[8192];
    long length = read_file("/proc/self/status", status, sizeof status);
    char *start = status;

    (void)arguments;
    (void)environment;
    if (length < 0)
        return say_errno("/proc/self/status", length);
    for (char *at = status; *at != '\0'; at++) {
        if (*at != '\n')
            continue;
        *at = '\0';
        if (wanted_status(start)) {
            struct line line = {0};

            put(&line, start);
            say(1, &line);
        }
        start = at + 1;
    }
    return 0;
}

/* Exits with 0 when this program, run from a set-user-ID file, is someone else or may do more than an ordinary user. */
static int run_gain(char **arguments, char **environment)
{
    long real = CALL0(getuid);

    (void)arguments;
    (void)environment;
    return CALL0(geteuid) != real ? 0 : EPERM;
}

static int run_fds(char **arguments, char **environment)
{
    (void)arguments;
    (void)environment;
    for (int fd = 0; fd < CHUNK; fd++)
        if (CALL2(fcntl, fd, 1 /* F_GETFD */) >= 0)
            say_number("", fd);
    return 0;
}

static int run_mounts(char **arguments, char **environment)
{
    static char path[] = "/proc/self/mountinfo";
    char *mounts[] = {path, NULL};

    (void)arguments;
    return run_cat(mounts, environment);
}

static int run_ns(char **arguments, char **environment)
{
    static const char *const names[] = {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"};

    (void)arguments;
    (void)environment;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct line path = {0};
        struct line link = {0};
        long length;

        put(&path, "/proc/self/ns/");
        put(&path, names[i]);
        length = CALL3(readlink, path.text, link.text, LINE_MAX - 2);
        if (length < 0)
            return say_errno(path.text, length);
        link.length = (size_t)length;
        say(1, &link);
    }
    return 0;
}

static int run_hostname(char **arguments, char **environment)
{
    char names[6][65] = {{0}};
    struct line line = {0};

    (void)arguments;
    (void)environment;
    CALL1(uname, names);
    put(&line, names[1]);
    say(1, &line);
    return 0;
}

static int run_exec(char **arguments, char **environment)
{
    return say_errno(arguments[0], CALL3(execve, arguments[0], arguments, environment));
}

/* A number of 64 bits in decimal, ended by a comma or the end; where it ends is told. */
static const char *take_number(const char *text, long *number)
{
    uint64_t value = 0;

    while (*text >= '0' && *text <= '9')
        value = value * 10 + (uint64_t)(*text++ - '0');
    *number = (long)value;
    return *text == ',' ? text + 1 : text;
}

/* Makes a call, "NR,A,B,C,D,E,F", in a child, and tells its result or, as 1000 and more, the signal that ended it. */
static void try_call(const char *specification)
{
    struct line line = {0};
    long part[7] = {0};
    const char *at = specification;
    int status;
    long child = fork_child();

    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        at = take_number(at, &part[i]);
    if (child == 0) {
        long result = system_call(part[0], part[1], part[2], part[3], part[4], part[5], part[6]);

        leave(result < 0 && result > -255 ? (int)-result : 0);
    }
    status = wait_for(child);
    put(&line, "call\t");
    put(&line, specification);
    put(&line, "\t");
    put_number(&line, ended_by_signal(status) != 0 ? 1000 + ended_by_signal(status) : exit_status(status));
    say(1, &line);
}

/* The limits of resources that hold for this process, and what becomes of each of the calls. */
static int run_inside(char **arguments, char **environment)
{
    (void)environment;
    for (long resource = 0; resource < RESOURCES; resource++) {
        struct line line = {0};
        uint64_t limit[2] = {0};

        if (CALL4(prlimit64, 0, resource, 0, limit) < 0)
            continue;
        put(&line, "rlimit\t");
        put_number(&line, resource);
        for (size_t i = 0; i < 2; i++) {
            put(&line, "\t");
            put_number(&line, (long)limit[i]);
        }
        say(1, &line);
    }
    for (; *arguments != NULL; arguments++)
        try_call(*arguments);
    return 0;
}

/* call COUNT NUMBER ARGUMENT...: makes a system call so often and says what came of the last. */
static int run_call(char **arguments, char **environment)
{
    long values[7] = {0};
    long result = 0;

    (void)environment;
    for (int i = 0; i < 7 && arguments[i + 1]; i++)
        values[i] = number_of(arguments[i + 1]);
    for (long left = number_of(arguments[0]); left > 0; left--)
        result = system_call(values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
    return result < 0 && result > -4096 ? say_errno("call", result) : say_number("returned ", result);
}

const struct tool tools[] = {
    {"inside", "inside [NR,A,B,C,D,E,F...]", run_inside, 0},
    {"exit", "exit N", run_exit, 1},
    {"signal", "signal N", run_signal, 1},
    {"spin", "spin [MS]", run_spin, 0},
    {"sleep", "sleep MS", run_sleep, 1},
    {"stubborn", "stubborn MS", run_stubborn, 1},
    {"orphan", "orphan MS", run_orphan, 1},
    {"listen", "listen NAME MS", run_listen, 2},
    {"alloc", "alloc BYTES", run_alloc, 1},
    {"fork", "fork N", run_fork, 1},
    {"forkbomb", "forkbomb", run_forkbomb, 0},
    {"write", "write BYTES", run_write, 1},
    {"stderr", "stderr BYTES", run_stderr, 1},
    {"fill", "fill PATH BYTES", run_fill, 2},
    {"inodes", "inodes DIR N", run_inodes, 2},
    {"cat", "cat [PATH]", run_cat, 0},
    {"env", "env", run_env, 0},
    {"args", "args ARG...", run_args, 0},
    {"id", "id", run_id, 0},
    {"gain", "gain", run_gain, 0},
    {"fds", "fds", run_fds, 0},
    {"mounts", "mounts", run_mounts, 0},
    {"ns", "ns", run_ns, 0},
    {"hostname", "hostname", run_hostname, 0},
    {"exec", "exec PATH ARG...", run_exec, 1},
    {"call", "call COUNT NUMBER [ARGUMENT...]", run_call, 2},
    {0},
};
