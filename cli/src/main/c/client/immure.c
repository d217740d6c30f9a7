/*
 * immure, as it stands on the PATH of an installed product: when the service is there, the command is carried out by it,
 * with this process's own streams; else the Java program beside it is executed. Which commands the service takes, and what
 * they mean, is the service's to say: nothing here looks into an argument.
 */
#include "wire.h"

enum {
    NR_stat = 4, NR_connect = 42, NR_setsockopt = 54, NR_getsockopt = 55, NR_geteuid = 107,
    NR_getpgrp = 111
};

#define AF_UNIX 1
#define SOCK_SEQPACKET 5
#define SO_PEERCRED 17
#define SO_SNDTIMEO 21
#define MSG_NOSIGNAL 0x4000
#define MSG_TRUNC 0x20
#define F_GETFD 1
#define SFD_CLOEXEC O_CLOEXEC
#define SIG_IGN 1
#define TCGETS 0x5401
#define TCSETSW 0x5403
#define TIOCGPGRP 0x540f
#define TIOCGWINSZ 0x5413

enum { SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGTERM = 15, SIGSTOP = 19, SIGTSTP = 20, SIGWINCH = 28 };

#define PATH 4096
#define FAILED 125
#define INSIDE "/lib/immure/bin/immure-java"
#define SOCKET "/client.sock"

struct address {
    u16 family;
    char path[108];
};
struct ucred {
    i32 pid;
    u32 uid, gid;
};
struct timeval {
    i64 sec, usec;
};
struct termios {
    u32 input, output, control, local;
    u8 line, characters[19];
};
struct winsize {
    u16 rows, columns, x, y;
};
struct passed {
    u64 length;
    i32 level, type, fds[4];
};

void run(u64 *stack) __attribute__((noreturn, used));

/* execve(2): at the start the stack holds argc, the arguments, a null, the environment, a null. */
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall run\n\thlt\n");

static char **arguments, **environment;
static i32 service = -1, signals = -1;
static u64 signals_before;
static struct termios terminal_before;
static u8 is_raw;
/* Everything that is sent and received: nothing is ever allocated. */
static char buffer[WIRE_MOST];

/* gcc may call these by itself. */
void *memcpy(void *to, const void *from, u64 count);
void *memset(void *to, int value, u64 count);

void *memcpy(void *to, const void *from, u64 count)
{
    for (u64 i = 0; i < count; i++)
        ((char *)to)[i] = ((const char *)from)[i];
    return to;
}

void *memset(void *to, int value, u64 count)
{
    for (u64 i = 0; i < count; i++)
        ((char *)to)[i] = (char)value;
    return to;
}

static u64 length_of(const char *text)
{
    u64 length = 0;
    while (text[length] != 0)
        length++;
    return length;
}

static void __attribute__((noreturn)) leave(u32 status)
{
    for (;;)
        SYS(NR_exit_group, status, 0, 0, 0, 0);
}

static void say(const char *text)
{
    SYS(NR_write, 2, text, length_of(text), 0, 0);
}

/* The value of a variable, or null; the name need not end with a NUL. */
static const char *value_of(const char *name, u64 length)
{
    for (char **variable = environment; *variable != 0; variable++) {
        u64 i = 0;
        while (i < length && (*variable)[i] == name[i] && (*variable)[i] != 0)
            i++;
        if (i == length && (*variable)[i] == '=')
            return *variable + length + 1;
    }
    return 0;
}

#define VALUE_OF(name) value_of(name, sizeof(name) - 1)

/* Appends to a text that has room for most bytes; whether there was room. */
static int append(char *text, u64 most, const char *more)
{
    u64 at = length_of(text), length = length_of(more);
    if (at + length + 1 > most)
        return 0;
    memcpy(text + at, more, length + 1);
    return 1;
}

/* ---- without the service ---- */

static void __attribute__((noreturn)) no_launcher(const char *path)
{
    say("immure: cannot start ");
    say(path);
    say(": it is not there, or cannot be executed. Install Immure whole: the program `immure` belongs beside its folder "
        "lib/immure. [IMM-CLIENT-LAUNCHER]\n");
    leave(FAILED);
}

/* The same command by the Java program of the same installation, wherever that lies: ../lib/immure beside this file. */
static void __attribute__((noreturn)) go_by_java(void)
{
    static char path[PATH + sizeof(INSIDE)];
    if (service >= 0)
        SYS(NR_close, service, 0, 0, 0, 0);
    if (signals >= 0)
        SYS(NR_rt_sigprocmask, SIG_SETMASK, &signals_before, 0, sizeof(signals_before), 0);
    i64 length = SYS(NR_readlinkat, AT_FDCWD, "/proc/self/exe", path, PATH - 1, 0);
    if (length <= 0)
        no_launcher("/proc/self/exe");
    path[length] = 0;
    for (int folders = 0; folders < 2; folders++) {
        while (length > 0 && path[length - 1] != '/')
            length--;
        if (length > 0)
            length--;
        path[length] = 0;
    }
    append(path, sizeof(path), INSIDE);
    SYS(NR_execve, path, arguments, environment, 0, 0);
    no_launcher(path);
}

/* ---- the way to the service ---- */

/* What root or this user has put there, and nobody else can change. */
static int is_trusted(const struct stat *stat, u32 user)
{
    return (stat->uid == 0 || stat->uid == user) && (stat->mode & 022) == 0;
}

/*
 * The folder is looked at first and entered by its descriptor, so what is connected to lies in the folder that was looked
 * at. SO_PEERCRED of a socket that connected is who called listen(2) at the other end.
 */
static int reach(const char *folder, u32 user)
{
    struct stat stat;
    struct address address;
    struct ucred owner;
    u32 length = sizeof(owner);
    /* connect(2): waits as long where others wait already, then goes by Java. */
    struct timeval patience = {2, 0};
    i64 fd = SYS(NR_openat, AT_FDCWD, folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0, 0);
    if (fd < 0)
        return 0;
    if (SYS(NR_fstat, fd, &stat, 0, 0, 0) != 0 || !is_trusted(&stat, user) || fd > 99)
        return 0;
    memset(&address, 0, sizeof(address));
    address.family = AF_UNIX;
    char number[3] = {(char)(fd / 10 == 0 ? '0' + fd % 10 : '0' + fd / 10), (char)(fd / 10 == 0 ? 0 : '0' + fd % 10), 0};
    append(address.path, sizeof(address.path), "/proc/self/fd/");
    append(address.path, sizeof(address.path), number);
    append(address.path, sizeof(address.path), SOCKET);
    i64 made = SYS(NR_socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, 0, 0);
    if (made < 0)
        return 0;
    service = (i32)made;
    SYS(NR_setsockopt, service, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    int reached = SYS(NR_connect, service, &address, sizeof(address), 0, 0) == 0 &&
                  SYS(NR_getsockopt, service, SOL_SOCKET, SO_PEERCRED, &owner, &length) == 0 &&
                  (owner.uid == 0 || owner.uid == user);
    SYS(NR_close, fd, 0, 0, 0, 0);
    if (!reached) {
        SYS(NR_close, service, 0, 0, 0, 0);
        service = -1;
    }
    return reached;
}

static int find_service(void)
{
    static char folder[PATH];
    u32 user = (u32)SYS(NR_geteuid, 0, 0, 0, 0, 0);
    const char *named = VALUE_OF("IMMURE_SOCKET_DIR");
    if (named != 0)
        return named[0] == '/' && reach(named, user);
    const char *run = VALUE_OF("XDG_RUNTIME_DIR");
    if (user != 0 && run != 0 && run[0] == '/' && append(folder, sizeof(folder), run) &&
        append(folder, sizeof(folder), "/immure") && reach(folder, user))
        return 1;
    return reach("/run/immure", user);
}

/* ---- the terminal ---- */

static struct winsize window_size(void)
{
    struct winsize size = {0, 0, 0, 0};
    if (SYS(NR_ioctl, 1, TIOCGWINSZ, &size, 0, 0) != 0)
        SYS(NR_ioctl, 0, TIOCGWINSZ, &size, 0, 0);
    return size;
}

static void restore_terminal(void)
{
    if (is_raw)
        SYS(NR_ioctl, 0, TCSETSW, &terminal_before, 0, 0);
}

/* cfmakeraw(3). */
static void make_raw(void)
{
    struct termios mode;
    if (!is_raw && SYS(NR_ioctl, 0, TCGETS, &terminal_before, 0, 0) != 0)
        return;
    is_raw = 1;
    mode = terminal_before;
    mode.input &= ~(u32)(01 | 02 | 010 | 040 | 0100 | 0200 | 0400 | 02000);
    mode.output &= ~(u32)01;
    mode.control = (mode.control & ~(u32)(060 | 0400)) | 060;
    mode.local &= ~(u32)(010 | 0100 | 02 | 01 | 0100000);
    mode.characters[5] = 0;
    mode.characters[6] = 1;
    SYS(NR_ioctl, 0, TCSETSW, &mode, 0, 0);
}

/* Whether what is typed is for another job. */
static int is_background(void)
{
    i32 foreground = 0;
    return SYS(NR_ioctl, 0, TIOCGPGRP, &foreground, 0, 0) == 0 && foreground != (i32)SYS(NR_getpgrp, 0, 0, 0, 0, 0);
}

/* ---- what is said ---- */

static i64 tell(u16 type, u32 number)
{
    struct header header = {WIRE_VERSION, type, number};
    return SYS(NR_sendto, service, &header, sizeof(header), MSG_NOSIGNAL, 0);
}

static void tell_window(void)
{
    struct winsize size = window_size();
    struct window window = {{WIRE_VERSION, WINDOW, 0}, size.rows, size.columns};
    SYS(NR_sendto, service, &window, sizeof(window), MSG_NOSIGNAL, 0);
}

static u64 inode_of(const char *path)
{
    struct stat stat;
    return SYS(NR_stat, path, &stat, 0, 0, 0) == 0 ? stat.ino : 0;
}

/* Everything about this process that the command may mean. Zero when it is too much for a message. */
static u64 compose(struct hello *hello)
{
    struct stat root;
    struct termios mode;
    struct winsize size = window_size();
    memset(hello, 0, sizeof(*hello));
    hello->header.version = WIRE_VERSION;
    hello->header.type = HELLO;
    hello->rows = size.rows;
    hello->columns = size.columns;
    for (u32 fd = 0; fd < 3; fd++)
        if (SYS(NR_ioctl, fd, TCGETS, &mode, 0, 0) == 0)
            hello->flags |= FLAG_TERMINAL << fd;
    if (is_background())
        hello->flags |= FLAG_PAUSED;
    if (VALUE_OF("SUDO_UID") != 0)
        hello->flags |= FLAG_SUDO;
    hello->mount_namespace = inode_of("/proc/self/ns/mnt");
    hello->network_namespace = inode_of("/proc/self/ns/net");
    hello->user_namespace = inode_of("/proc/self/ns/user");
    if (SYS(NR_stat, "/", &root, 0, 0, 0) != 0)
        return 0;
    hello->root_device = root.dev;
    hello->root_inode = root.ino;
    u64 at = sizeof(*hello);
    i64 length = SYS(NR_getcwd, buffer + at, PATH, 0, 0, 0);
    if (length <= 1)
        return 0;
    /* getcwd(2) counts the NUL, which is not sent. */
    hello->directory_length = (u32)length - 1;
    at += (u64)length - 1;
    for (char **argument = arguments[0] == 0 ? arguments : arguments + 1; *argument != 0; argument++) {
        u64 bytes = length_of(*argument) + 1;
        if (bytes > sizeof(buffer) - at)
            return 0;
        memcpy(buffer + at, *argument, bytes);
        at += bytes;
        hello->header.number++;
    }
    memcpy(buffer, hello, sizeof(*hello));
    return at;
}

/* unix(7), SCM_RIGHTS: the streams themselves, and the directory so that it cannot be taken for another. */
static int greet(void)
{
    struct hello hello;
    u64 length = compose(&hello);
    i64 directory = SYS(NR_openat, AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0, 0);
    if (length == 0 || directory < 0)
        return 0;
    struct iovec vector = {buffer, length};
    struct passed passed = {sizeof(struct passed), SOL_SOCKET, SCM_RIGHTS, {(i32)directory, 0, 1, 2}};
    struct message_header message = {0, 0, &vector, 1, &passed, sizeof(passed), 0};
    i64 sent = SYS(NR_sendmsg, service, &message, MSG_NOSIGNAL, 0, 0);
    SYS(NR_close, directory, 0, 0, 0, 0);
    return sent == (i64)length;
}

/* The name stands in the buffer; its value goes there too, so it is looked for first. */
static void answer_variable(u64 length)
{
    struct header *header = (struct header *)buffer;
    u64 at = sizeof(*header), bytes = 0;
    const char *value = value_of(buffer + at, length - at);
    u32 number = value == 0 ? ABSENT : PRESENT;
    if (value != 0) {
        bytes = length_of(value);
        if (bytes > sizeof(buffer) - at) {
            number = TOO_LONG;
            bytes = 0;
        }
        memcpy(buffer + at, value, bytes);
    }
    *header = (struct header){WIRE_VERSION, VARIABLE, number};
    SYS(NR_sendto, service, buffer, at + bytes, MSG_NOSIGNAL, 0);
}

/* ---- signals ---- */

static u64 bit(int signal)
{
    return 1ul << (signal - 1);
}

/* signalfd(2) instead of handlers. What is ignored stays so: nohup(1), and jobs that a shell starts in the background. */
static int take_signals(void)
{
    static const int taken[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
    u64 mask = 0;
    for (u64 i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        struct kernel_sigaction action = {0, 0, 0, 0};
        SYS(NR_rt_sigaction, taken[i], 0, &action, sizeof(action.mask), 0);
        if (action.handler != SIG_IGN)
            mask |= bit(taken[i]);
    }
    SYS(NR_rt_sigprocmask, SIG_BLOCK, &mask, &signals_before, sizeof(mask), 0);
    signals = (i32)SYS(NR_signalfd4, -1, &mask, sizeof(mask), SFD_CLOEXEC, 0);
    return signals >= 0;
}

/* As any program under job control: the shell finds the terminal as it was, and so does this program when it goes on. */
static void stop(void)
{
    restore_terminal();
    tell(INPUT, 1);
    SYS(NR_kill, SYS(NR_getpid, 0, 0, 0, 0, 0), SIGSTOP, 0, 0, 0);
    if (is_raw)
        make_raw();
    tell_window();
    tell(INPUT, is_background() ? 1 : 0);
}

/* Who asks twice does not wait for an answer: the service sees that this process is gone. */
static void forward_signal(void)
{
    static int asked;
    struct {
        u32 signal;
        u8 rest[124];
    } taken;
    if (SYS(NR_read, signals, &taken, sizeof(taken), 0, 0) != sizeof(taken))
        return;
    if (taken.signal == SIGWINCH)
        tell_window();
    else if (taken.signal == SIGTSTP)
        stop();
    else if (asked++ == 0)
        tell(SIGNAL, taken.signal);
    else {
        restore_terminal();
        leave(128 + taken.signal);
    }
}

/* ---- the conversation ---- */

static void __attribute__((noreturn)) service_gone(void)
{
    restore_terminal();
    say("immure: cannot tell how the run ended: the service is gone. Its sandboxes end with it; see what it left in its log, "
        "and run it again. [IMM-CLIENT-SERVICE-GONE]\n");
    leave(FAILED);
}

/* Until the service has said HERE nothing has happened, and Java may do it instead. */
static void converse(void)
{
    int here = 0;
    struct pollfd polled[2] = {{service, POLLIN, 0}, {signals, POLLIN, 0}};
    for (;;) {
        if (SYS(NR_ppoll, polled, 2, 0, 0, 0) < 0)
            continue;
        if (polled[1].revents != 0)
            forward_signal();
        if (polled[0].revents == 0)
            continue;
        const struct header *header = (const struct header *)buffer;
        i64 length = SYS(NR_recvfrom, service, buffer, sizeof(buffer), MSG_TRUNC, 0);
        int understood = length >= (i64)sizeof(*header) && length <= (i64)sizeof(buffer) && header->version == WIRE_VERSION;
        if (!understood || header->type < NOT_HERE || header->type > EXIT) {
            if (here)
                service_gone();
            return;
        }
        if (header->type == EXIT) {
            restore_terminal();
            leave(header->number & 0xff);
        } else if (header->type == WANT_VARIABLE)
            answer_variable((u64)length);
        else if (header->type == RAW)
            make_raw();
        else if (header->type == RESTORE) {
            restore_terminal();
            is_raw = 0;
        } else if (header->type == HERE)
            here = 1;
        else if (!here)
            return;
    }
}

/* What is opened later must not become a stream that the caller has closed. */
static void fill_streams(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (SYS(NR_fcntl, fd, F_GETFD, 0, 0, 0) < 0)
            SYS(NR_openat, AT_FDCWD, "/dev/null", O_RDWR, 0, 0);
}

void run(u64 *stack)
{
    arguments = (char **)(stack + 1);
    environment = arguments + stack[0] + 1;
    fill_streams();
    if (find_service() && take_signals() && greet())
        converse();
    go_by_java();
}
