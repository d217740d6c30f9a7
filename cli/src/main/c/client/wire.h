/*
 * The messages between the client and the service, one each a packet of a SOCK_SEQPACKET socket (unix(7)); docs/client.md
 * tells them in words, dev.immure.cli.serve.wire is the other side. Little-endian, no padding.
 */
#ifndef IMMURE_WIRE_H
#define IMMURE_WIRE_H

#include "kernel.h"

#define WIRE_VERSION 1
/* An argument or a variable of execve(2) is at most 128 KiB (MAX_ARG_STRLEN); what does not fit goes to the JVM. */
#define WIRE_MOST (136 * 1024)

/* From the client. */
enum { HELLO = 1, VARIABLE = 2, SIGNAL = 3, WINDOW = 4, INPUT = 5 };
/* From the service. */
enum { NOT_HERE = 1, HERE = 2, WANT_VARIABLE = 3, RAW = 4, RESTORE = 5, EXIT = 6 };

/* number: of arguments, ABSENT to TOO_LONG, the signal, 0, whether input is paused; the exit status. */
struct header {
    u16 version, type;
    u32 number;
};

enum { ABSENT = 0, PRESENT = 1, TOO_LONG = 2 };

/* After it the current directory, directory_length bytes, and each argument with its NUL. Passed: the directory and 0 to 2. */
struct hello {
    struct header header;
    u16 rows, columns;
    u32 flags;
    u64 mount_namespace, network_namespace, user_namespace, root_device, root_inode;
    u32 directory_length, reserved;
};

/* Which of 0 to 2 are terminals. */
#define FLAG_TERMINAL 1u
/* Typing is for another job of the terminal (termios(3)). */
#define FLAG_PAUSED 8u
/* SUDO_UID is set: whose files root relies upon depends on it, so the JVM has to look. */
#define FLAG_SUDO 16u

struct window {
    struct header header;
    u16 rows, columns;
};

#endif
