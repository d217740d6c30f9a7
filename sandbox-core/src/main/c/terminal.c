/*
 * The program's terminal: a pair made inside, of the sandbox's own devpts. The caller's terminal is never passed in, so
 * that nothing can be typed into it (CVE-2017-5226) or be read from it; only the far end goes out.
 */
#include "init.h"

#define TIOCSCTTY 0x540e
#define TIOCSWINSZ 0x5414
#define TIOCSPTLCK 0x40045431
#define TIOCGPTPEER 0x5441
#define DEVPTS_SUPER_MAGIC 0x1cd1
#define PTMX 0x502u /* character device 5:2 (devices.txt) */

struct winsize {
    u16 rows, columns, width, height;
};

static i32 slave = -1;

/*
 * By the descriptor of the mount that was made here, and the near end from the far one (TIOCGPTPEER): no path of the
 * image leads to either (CVE-2025-52565).
 */
void open_terminal(const struct plan_op *op, i32 devpts)
{
    struct open_how how = {O_RDWR | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV};
    i32 master = (i32)must(SYS(NR_openat2, devpts, "ptmx", &how, sizeof(how), 0));
    struct stat stat;
    struct statfs filesystem;
    must(SYS(NR_fstat, master, &stat, 0, 0, 0));
    must(SYS(NR_fstatfs, master, &filesystem, 0, 0, 0));
    if ((stat.mode & S_IFMT) != S_IFCHR || stat.rdev != PTMX || filesystem.type != DEVPTS_SUPER_MAGIC)
        fail(-EINVAL);
    i32 unlock = 0;
    struct winsize size = {(u16)op->number[1], (u16)op->number[2], 0, 0};
    must(SYS(NR_ioctl, master, TIOCSPTLCK, &unlock, 0, 0));
    must(SYS(NR_ioctl, master, TIOCSWINSZ, &size, 0, 0));
    slave = (i32)must(SYS(NR_ioctl, master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC, 0, 0));
    /* To the program's user; the group stays tty's, as the mount says. */
    must(SYS(NR_fchown, slave, op->number[0], -1, 0, 0));
    report_with(RECORD_TERMINAL, 0, master);
    SYS(NR_close, master, 0, 0, 0, 0);
}

/*
 * ioctl_tty(2): a session leader without a terminal gets this one. All three streams are it. PID 1 has the same table of
 * descriptors until execve(2), and closes its own streams after that.
 */
void take_terminal(void)
{
    must(SYS(NR_ioctl, slave, TIOCSCTTY, 0, 0, 0));
    for (i32 fd = 0; fd < 3; fd++)
        must(SYS(NR_dup3, slave, fd, 0, 0, 0));
    SYS(NR_close, slave, 0, 0, 0, 0);
}
