/* What can be reached: interfaces, addresses, sockets with names. */
#include "attempt.h"
#include "kernel.h"

enum {
    SIOCGIFNAME = 0x8910,
    INTERFACES = 256,
    LOOPBACK = 0x7f000001,
    OUTSIDE = 0x01010101,
    SHM_INFO = 14,
    NAME_SIZE = 16,
};

/* Ports of services that listen on a host's loopback because nobody should reach them from outside. */
static const uint16_t local_services[] = {22, 25, 53, 80, 111, 443, 631, 2375, 2379, 3306, 5432, 6379, 6443, 8080, 9200, 10250};

struct internet_address {
    uint16_t family;
    uint16_t port;
    uint32_t address;
    uint64_t zero;
};

static uint16_t network_order_16(uint16_t value)
{
    return (uint16_t)((value << 8) | (value >> 8));
}

static long connect_to(uint32_t address, uint16_t port, int type)
{
    struct internet_address to = {AF_INET, network_order_16(port), __builtin_bswap32(address), 0};
    long fd = CALL3(socket, AF_INET, type, 0);
    long error;

    if (fd < 0)
        return fd;
    error = CALL3(connect, fd, &to, sizeof to);
    CALL1(close, fd);
    return error;
}

static int refuses_connection(long error)
{
    return refuses_socket(error) || error == -ECONNREFUSED || error == -ENETUNREACH || error == -ENETDOWN ||
           error == -EADDRNOTAVAIL;
}

/* Arguments: ports to try instead, such as one that a test listens on outside. */
static void try_loopback(const struct context *context, struct outcome *outcome)
{
    long error = 0;

    for (char **port = context->arguments; *port != NULL; port++) {
        error = connect_to(LOOPBACK, (uint16_t)number_of(*port), SOCK_STREAM);
        if (error >= 0)
            break;
    }
    for (size_t i = 0; context->arguments[0] == NULL && i < sizeof local_services / sizeof local_services[0]; i++) {
        error = connect_to(LOOPBACK, local_services[i], SOCK_STREAM);
        if (error >= 0)
            break;
    }
    judge(outcome, error, refuses_connection);
}

/* connect(2) of a datagram socket looks for a route, and sends nothing. */
static void try_outside(const struct context *context, struct outcome *outcome)
{
    (void)context;
    judge(outcome, connect_to(OUTSIDE, 53, SOCK_DGRAM), refuses_connection);
}

static void try_interfaces(const struct context *context, struct outcome *outcome)
{
    long fd = CALL3(socket, AF_INET, SOCK_DGRAM, 0);
    long others = 0;

    (void)context;
    if (fd < 0) {
        stopped_by(outcome, fd);
        return;
    }
    for (int index = 1; index <= INTERFACES; index++) {
        /* struct ifreq, netdevice(7): the name, then the index in a union of 24 bytes. */
        struct {
            char name[NAME_SIZE];
            int index;
            char rest[20];
        } request = {{0}, index, {0}};

        if (CALL3(ioctl, fd, SIOCGIFNAME, &request) == 0)
            others += !same(request.name, "lo");
    }
    CALL1(close, fd);
    if (others == 0) {
        hidden(outcome, "only lo");
    } else {
        opened(outcome, "interfaces besides lo: ");
        put_number(&outcome->text, others);
    }
}

static long connect_abstract(const char *name)
{
    struct unix_address to;
    size_t length = abstract_address(&to, name);
    long fd = CALL3(socket, AF_UNIX, SOCK_STREAM, 0);
    long error;

    if (fd < 0)
        return fd;
    error = CALL3(connect, fd, &to, length);
    CALL1(close, fd);
    return error;
}

static void try_abstract(const struct context *context, struct outcome *outcome)
{
    if (context->arguments[0] == NULL)
        skipped(outcome, "which socket? give its name");
    else
        judge(outcome, connect_abstract(context->arguments[0]), refuses_connection);
}

/* proc(5): one line per socket; the name of an abstract one is shown with an @. */
static void try_unix_sockets(const struct context *context, struct outcome *outcome)
{
    static char content[1 << 16];
    long length = read_file("/proc/net/unix", content, sizeof content);
    long names = 0;

    (void)context;
    if (length < 0) {
        judge(outcome, length, refuses_path);
        return;
    }
    for (long at = 0; at < length; at++)
        names += content[at] == '@';
    if (names == 0) {
        hidden(outcome, "no abstract sockets");
    } else {
        opened(outcome, "abstract sockets: ");
        put_number(&outcome->text, names);
    }
}

/* shmctl(2), SHM_INFO: how many segments the namespace has. */
static void try_shared_memory(const struct context *context, struct outcome *outcome)
{
    /* struct shm_info: an int, then five longs, of which none is needed. */
    struct {
        int used;
        uint64_t rest[8];
    } info = {0, {0}};
    long error = CALL3(shmctl, 0, SHM_INFO, &info);

    (void)context;
    if (error < 0) {
        judge(outcome, error, refuses_call);
    } else if (info.used == 0) {
        hidden(outcome, "no segments");
    } else {
        opened(outcome, "segments: ");
        put_number(&outcome->text, info.used);
    }
}

/* A segment with this key, which a test made outside: shmget(2). */
static void try_shared_memory_key(const struct context *context, struct outcome *outcome)
{
    if (context->arguments[0] == NULL)
        skipped(outcome, "which segment? give its key");
    else
        judge(outcome, CALL3(shmget, number_of(context->arguments[0]), 0, 0), refuses_path);
}

/* A process outside, by its number there: kill(2) with signal 0. */
static int refuses_signal(long error)
{
    return refuses_call(error) || error == -ESRCH;
}

static void try_signal(const struct context *context, struct outcome *outcome)
{
    if (context->arguments[0] == NULL)
        skipped(outcome, "which process? give its number");
    else
        judge(outcome, CALL2(kill, number_of(context->arguments[0]), 0), refuses_signal);
}

#define TRY(wall, name, what, function) {wall, name, what, function, 0, {0}, NULL, 0}
#define TRY_AT(wall, name, what, function) {wall, name, what, function, 0, {0}, NULL, 1}

const struct attempt network_attempts[] = {
    TRY("net", "interfaces", "find an interface besides lo", try_interfaces),
    TRY("net", "loopback", "connect to the host's loopback", try_loopback),
    TRY("net", "outside", "find a route to the Internet", try_outside),
    TRY("net", "unix-sockets", "find the host's abstract sockets", try_unix_sockets),
    TRY("ipc", "segments", "find the host's shared memory", try_shared_memory),
    TRY_AT("ipc", "segment", "attach to a segment of the host", try_shared_memory_key),
    TRY_AT("landlock", "abstract", "connect to an abstract socket outside", try_abstract),
    TRY_AT("landlock", "signal", "signal a process outside", try_signal),
    {0},
};
