/*
 * What the network tests run inside a sandbox: one static program without libc. Each word of the command line is one act
 * with its operands; it answers with one line: the act, its operands and the result, a negative errno when it failed.
 * Addresses are hexadecimal: 8 digits for IPv4, 32 for IPv6, and then "%" and the number of an interface if need be.
 */
#include "../../main/c/kernel.h"
#include "words.h"

enum {
    NR_connect = 42, NR_accept = 43, NR_shutdown = 48, NR_bind = 49, NR_listen = 50, NR_setsockopt = 54, NR_getsockopt = 55,
    NR_nanosleep = 35
};
enum { AF_INET6 = 10, AF_PACKET = 17, SOCK_STREAM = 1, SOCK_NONBLOCK = 0x800, EINPROGRESS = 115, POLLOUT = 4 };

static char buffer[65536];

struct address {
    u16 family;
    u8 port[2];
    u8 bytes[24]; /* IPv4 at 0; IPv6 after the flow label, at 4 */
};

static u8 digit(char c)
{
    return (u8)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void say(const char *text)
{
    SYS(NR_write, 1, text, length_of(text), 0, 0);
}

static void say_number(i64 value)
{
    char digits[24];
    u32 at = sizeof(digits) - 1;
    u64 rest = value < 0 ? (u64)-value : (u64)value;
    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        digits[--at] = '-';
    say(digits + at);
}

static i64 now_ms(void)
{
    struct timespec time;
    SYS(NR_clock_gettime, CLOCK_MONOTONIC, &time, 0, 0, 0);
    return time.sec * 1000 + time.nsec / 1000000;
}

static u64 digits_of(const char *text)
{
    u64 length = 0;
    while (text[length] && text[length] != '%')
        length++;
    return length;
}

static u32 parse(const char *hex, const char *port, struct address *to)
{
    u64 digits = digits_of(hex);
    u8 *bytes = to->bytes + (digits == 8 ? 0 : 4);
    memset(to, 0, sizeof(*to));
    to->family = digits == 8 ? AF_INET : AF_INET6;
    to->port[0] = (u8)(number(port) >> 8);
    to->port[1] = (u8)number(port);
    for (u64 i = 0; i < digits; i += 2)
        bytes[i / 2] = (u8)(digit(hex[i]) << 4 | digit(hex[i + 1]));
    if (hex[digits] == '%')
        to->bytes[20] = (u8)number(hex + digits + 1);
    return digits == 8 ? 16 : 28;
}

static i64 wait_for_event(i64 fd, short event, i64 ms)
{
    struct pollfd polled = {(i32)fd, event, 0};
    struct timespec limit = {ms / 1000, ms % 1000 * 1000000};
    return SYS(NR_ppoll, &polled, 1, &limit, 0, 8);
}

/* A connected socket; -ETIMEDOUT after the second try of the kernel. */
static i64 tcp(const char *hex, const char *port)
{
    struct address to;
    u32 size = parse(hex, port, &to);
    i64 fd = SYS(NR_socket, to.family, SOCK_STREAM | SOCK_NONBLOCK, 0, 0, 0);
    if (fd < 0)
        return fd;
    i64 result = SYS(NR_connect, fd, &to, size, 0, 0);
    if (result == -EINPROGRESS) {
        i32 error = 0;
        u32 length = sizeof(error);
        if (wait_for_event(fd, POLLOUT, 2500) != 1)
            return -110;
        SYS(NR_getsockopt, fd, 1, 4 /* SO_ERROR */, &error, &length);
        result = -error;
    }
    return result < 0 ? result : fd;
}

/* Sends a datagram, five times at most, and waits for the answer; from another address when one is named. */
static i64 udp(const char *hex, const char *port, const char *from)
{
    struct address to, own;
    u32 size = parse(hex, port, &to);
    i64 fd = SYS(NR_socket, to.family, SOCK_DGRAM, 0, 0, 0);
    if (from) {
        i32 on = 1;
        parse(from, "0", &own);
        /* IP_FREEBIND and IPV6_FREEBIND take no capability. */
        i64 set = to.family == AF_INET ? SYS(NR_setsockopt, fd, 0, 15, &on, 4) : SYS(NR_setsockopt, fd, 41, 78, &on, 4);
        i64 bound = set < 0 ? set : SYS(NR_bind, fd, &own, size, 0, 0);
        if (bound < 0)
            return bound;
    }
    for (u32 attempt = 0; attempt < 5; attempt++) {
        i64 sent = sys6(NR_sendto, (u64)fd, (u64)"?", 1, 0, (u64)&to, size);
        if (sent < 0)
            return sent;
        if (wait_for_event(fd, POLLIN, 400) == 1)
            return SYS(NR_read, fd, buffer, sizeof(buffer), 0, 0);
    }
    return -110;
}

/* Sends for so many milliseconds, or until nothing more goes for a second. */
static i64 stream(i64 fd, i64 ms)
{
    i64 end = now_ms() + ms, total = 0;
    while (fd >= 0 && now_ms() < end && wait_for_event(fd, POLLOUT, 1000) == 1) {
        i64 sent = SYS(NR_write, fd, buffer, sizeof(buffer), 0, 0);
        if (sent < 0)
            break;
        total += sent;
    }
    return fd < 0 ? fd : total;
}

/* Reads for so many milliseconds from the first byte on. */
static i64 measure(i64 fd, i64 ms)
{
    i64 end = 0, total = 0;
    while (fd >= 0 && wait_for_event(fd, POLLIN, 2000) == 1) {
        i64 count = SYS(NR_read, fd, buffer, sizeof(buffer), 0, 0);
        if (end == 0)
            end = now_ms() + ms;
        if (count <= 0 || now_ms() >= end)
            break;
        total += count;
    }
    return fd < 0 ? fd : total;
}

/* One datagram to each of so many ports, from a port of its own. */
static i64 flood(const char *hex, u64 count)
{
    struct address to;
    u32 size = parse(hex, "0", &to);
    i64 fd = SYS(NR_socket, to.family, SOCK_DGRAM, 0, 0, 0);
    for (u64 i = 1; i <= count; i++) {
        to.port[0] = (u8)(i >> 8);
        to.port[1] = (u8)i;
        sys6(NR_sendto, (u64)fd, (u64)"?", 1, 0, (u64)&to, size);
    }
    struct timespec pause = {1, 0};
    return SYS(NR_nanosleep, &pause, 0, 0, 0, 0);
}

static i64 accept_one(const char *port, i64 ms)
{
    struct address any;
    parse("00000000000000000000000000000000", port, &any);
    i64 fd = SYS(NR_socket, AF_INET6, SOCK_STREAM, 0, 0, 0);
    i64 bound = SYS(NR_bind, fd, &any, 28, 0, 0);
    if (bound < 0 || SYS(NR_listen, fd, 1, 0, 0, 0) < 0)
        return bound;
    say("listening\n");
    return wait_for_event(fd, POLLIN, ms);
}

/* RTM_NEWADDR of 10.119.0.99/32 on interface 2; the kernel's answer. */
static i64 add_address(void)
{
    u8 request[40] = {40, 0, 0, 0, 20, 0, 0x05, 0x04, 1, 0, 0, 0, 0, 0, 0, 0, AF_INET, 32, 0, 0, 2, 0, 0, 0,
                      8, 0, 2, 0, 10, 119, 0, 99, 8, 0, 1, 0, 10, 119, 0, 99};
    i64 fd = SYS(NR_socket, AF_NETLINK, SOCK_RAW, 0, 0, 0);
    if (fd < 0)
        return fd;
    SYS(NR_write, fd, request, sizeof(request), 0, 0);
    if (SYS(NR_read, fd, buffer, sizeof(buffer), 0, 0) < 20)
        return -EPROTO;
    return *(i32 *)(buffer + 16);
}

/* A message of netlink(7) as it stands; what the kernel says to it, which must be asked to (NLM_F_ACK). */
static i64 netlink(const char *protocol, const char *hex)
{
    u64 size = length_of(hex) / 2;
    for (u64 i = 0; i < size; i++)
        buffer[i] = (char)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    i64 fd = SYS(NR_socket, AF_NETLINK, SOCK_RAW, number(protocol), 0, 0);
    i64 sent = fd < 0 ? fd : SYS(NR_write, fd, buffer, size, 0, 0);
    if (sent < 0)
        return sent;
    if (SYS(NR_read, fd, buffer, sizeof(buffer), 0, 0) < 20)
        return -EPROTO;
    return *(i32 *)(buffer + 16);
}

static i64 act(char **words, u32 *used)
{
    *used = 3;
    if (is(words[0], "tcp"))
        return tcp(words[1], words[2]);
    if (is(words[0], "udp"))
        return udp(words[1], words[2], 0);
    if (is(words[0], "netlink"))
        return netlink(words[1], words[2]);
    *used = 4;
    if (is(words[0], "stream"))
        return stream(tcp(words[1], words[2]), (i64)number(words[3]));
    if (is(words[0], "measure"))
        return measure(tcp(words[1], words[2]), (i64)number(words[3]));
    if (is(words[0], "spoof"))
        return udp(words[1], words[2], words[3]);
    *used = 3;
    if (is(words[0], "accept"))
        return accept_one(words[1], (i64)number(words[2]));
    if (is(words[0], "flood"))
        return flood(words[1], number(words[2]));
    *used = 2;
    if (is(words[0], "sleep")) {
        struct timespec time = {(i64)number(words[1]) / 1000, (i64)number(words[1]) % 1000 * 1000000};
        return SYS(NR_nanosleep, &time, 0, 0, 0, 0);
    }
    if (is(words[0], "cat")) {
        i64 fd = SYS(NR_openat, AT_FDCWD, words[1], O_RDONLY, 0, 0);
        i64 count = fd < 0 ? fd : SYS(NR_read, fd, buffer, sizeof(buffer), 0, 0);
        if (count > 0)
            SYS(NR_write, 1, buffer, count, 0, 0);
        return count;
    }
    *used = 1;
    if (is(words[0], "raw"))
        return SYS(NR_socket, AF_INET, SOCK_RAW, 1, 0, 0);
    if (is(words[0], "raw6"))
        return SYS(NR_socket, AF_INET6, SOCK_RAW, 58, 0, 0);
    if (is(words[0], "packet"))
        return SYS(NR_socket, AF_PACKET, SOCK_RAW, 0x0300, 0, 0);
    if (is(words[0], "address"))
        return add_address();
    if (is(words[0], "up")) {
        struct ifreq_flags request = {.name = "eth0", .flags = 0};
        return SYS(NR_ioctl, SYS(NR_socket, AF_INET, SOCK_DGRAM, 0, 0, 0), SIOCSIFFLAGS, &request, 0, 0);
    }
    return -EINVAL;
}

__attribute__((noreturn, used)) static void start(u64 *stack)
{
    u64 count = stack[0];
    char **words = (char **)(stack + 1);
    for (u64 i = 1; i < count;) {
        u32 used;
        i64 result = act(words + i, &used);
        for (u32 w = 0; w < used; w++) {
            say(words[i + w]);
            say(" ");
        }
        say("= ");
        /* A descriptor is as good as any other. */
        say_number(result > 0 && is(words[i], "tcp") ? 0 : result);
        say("\n");
        i += used;
    }
    for (;;)
        SYS(NR_exit_group, 0, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call start\n");
