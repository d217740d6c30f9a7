/* What can be read, written and made in the file system. */
#include "attempt.h"
#include "kernel.h"

#include <asm/stat.h>

enum {
    CHUNK = 1 << 16,
    FILE_PART = 1 << 28,
    FILES_MAX = 200000,
    PARTS_MAX = 64,
};

#define FILL_MAX (2L << 30)
#define DEVICE(major, minor) (((major) << 8) | (minor))

/* Makes a file under a name that nobody has, and removes it again. */
static void create_in(struct outcome *outcome, const char *directory)
{
    struct line path = {0};
    long fd;

    put(&path, directory);
    put(&path, "/.immure-probe");
    fd = CALL4(openat, AT_FDCWD, path.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        CALL3(unlinkat, AT_FDCWD, path.text, 0);
    judge(outcome, fd, refuses_path);
}

static void try_create(const struct context *context, struct outcome *outcome)
{
    create_in(outcome, argument_or(context, "/usr"));
}

/* statfs(2): the type comes first in the structure. Overlay and tmpfs are what a sandbox's own root is made of. */
static int is_own_copy(const char *directory)
{
    uint64_t status[16] = {0};

    return CALL2(statfs, directory, status) == 0 && (status[0] == 0x794c7630 || status[0] == 0x01021994);
}

/* A root of the sandbox's own may well be writable: nothing of the host's is behind it. */
static void write_to(struct outcome *outcome, const char *directory)
{
    create_in(outcome, directory);
    if (outcome->verdict == OPEN && is_own_copy(directory))
        hidden(outcome, "a copy that goes with the sandbox");
}

static void try_write_usr(const struct context *context, struct outcome *outcome)
{
    (void)context;
    write_to(outcome, "/usr");
}

static void try_write_etc(const struct context *context, struct outcome *outcome)
{
    (void)context;
    write_to(outcome, "/etc");
}

static void try_write_proc_sys(const struct context *context, struct outcome *outcome)
{
    (void)context;
    judge(outcome, CALL4(openat, AT_FDCWD, "/proc/sys/kernel/core_pattern", O_WRONLY | O_CLOEXEC, 0), refuses_path);
}

static int is_null_device(long fd)
{
    struct stat status = {0};

    return CALL2(fstat, fd, &status) == 0 && (status.st_mode & S_IFMT) == S_IFCHR && status.st_rdev == DEVICE(1, 3);
}

static void count_name(const char *name, void *context)
{
    (void)name;
    *(long *)context += 1;
}

static void judge_directory(struct outcome *outcome, const char *path)
{
    long names = 0;
    long error = list_directory(path, count_name, &names);

    if (error < 0) {
        judge(outcome, error, refuses_path);
    } else if (names == 0) {
        hidden(outcome, "empty");
    } else {
        opened(outcome, "entries: ");
        put_number(&outcome->text, names);
    }
}

/* runtime-spec, "maskedPaths": /dev/null over a file, an empty directory over a directory. */
static void judge_masked(struct outcome *outcome, const char *path, int flags)
{
    char byte;
    long count;
    long fd = CALL4(openat, AT_FDCWD, path, flags | O_CLOEXEC, 0);

    if (fd < 0) {
        judge(outcome, fd, refuses_path);
        return;
    }
    if (is_null_device(fd)) {
        hidden(outcome, "masked");
        CALL1(close, fd);
        return;
    }
    count = flags == O_RDONLY ? CALL3(read, fd, &byte, 1) : 1;
    CALL1(close, fd);
    if (count == -EISDIR)
        judge_directory(outcome, path);
    else if (count == 0)
        hidden(outcome, "empty");
    else
        judge(outcome, count, refuses_path);
}

static const char *const masked[] = {
    "/proc/kcore",      "/proc/keys",        "/proc/key-users", "/proc/kallsyms", "/proc/kmsg",
    "/proc/timer_list", "/proc/sched_debug", "/proc/latency_stats", "/proc/scsi", "/proc/acpi",
    "/proc/asound",     "/proc/interrupts",  "/proc/modules",   "/proc/iomem",    "/proc/slabinfo",
};

/* All of them; the first that is open is named. */
static void try_masked(const struct context *context, struct outcome *outcome)
{
    (void)context;
    for (size_t i = 0; i < sizeof masked / sizeof masked[0]; i++) {
        judge_masked(outcome, masked[i], O_RDONLY);
        if (outcome->verdict == OPEN) {
            opened(outcome, masked[i]);
            return;
        }
    }
    hidden(outcome, "kcore, keys, kallsyms, kmsg and the like");
}

static void try_read(const struct context *context, struct outcome *outcome)
{
    judge_masked(outcome, argument_or(context, "/proc/kcore"), O_RDONLY);
}

/* Opened, never written to: writing would restart or stop the host. */
static void try_sysrq(const struct context *context, struct outcome *outcome)
{
    (void)context;
    judge_masked(outcome, "/proc/sysrq-trigger", O_WRONLY);
}

static void try_sys(const struct context *context, struct outcome *outcome)
{
    (void)context;
    judge_directory(outcome, "/sys");
}

static void note_device(const char *name, void *context)
{
    static const char *const minimal[] = {
        "null", "zero", "full", "random", "urandom", "tty", "pts", "ptmx", "shm", "fd", "stdin", "stdout", "stderr",
        "console", "mqueue", "core",
    };
    struct outcome *outcome = context;

    for (size_t i = 0; i < sizeof minimal / sizeof minimal[0]; i++)
        if (same(name, minimal[i]))
            return;
    if (outcome->verdict != OPEN)
        opened(outcome, "also");
    put(&outcome->text, " ");
    put(&outcome->text, name);
}

static void try_devices(const struct context *context, struct outcome *outcome)
{
    long error;

    (void)context;
    hidden(outcome, "only the minimal ones");
    error = list_directory("/dev", note_device, outcome);
    if (error < 0)
        judge(outcome, error, refuses_path);
}

static void make_node(struct outcome *outcome, const char *path, unsigned mode, unsigned device)
{
    long error = CALL4(mknodat, AT_FDCWD, path, mode | 0600, device);

    if (error == 0)
        CALL3(unlinkat, AT_FDCWD, path, 0);
    judge(outcome, error, refuses_path);
}

static void try_block_device(const struct context *context, struct outcome *outcome)
{
    (void)context;
    make_node(outcome, "/tmp/.immure-probe-disk", S_IFBLK, DEVICE(8, 0));
}

static void try_memory_device(const struct context *context, struct outcome *outcome)
{
    (void)context;
    make_node(outcome, "/tmp/.immure-probe-mem", S_IFCHR, DEVICE(1, 1));
}

/* Character device 0:0 is an overlay's whiteout, and the one device that needs no capability (mknod(2), 5.8). */
static void try_whiteout(const struct context *context, struct outcome *outcome)
{
    (void)context;
    make_node(outcome, "/tmp/.immure-probe-whiteout", S_IFCHR, 0);
}

/* ---- disk ------------------------------------------------------------------------------------------------- */

static int refuses_space(long error)
{
    return error == -ENOSPC || error == -EDQUOT;
}

/* One part of at most 256 MiB (RLIMIT_FSIZE ends a single file earlier), without a name: gone when the probe is. */
static long fill_part(const char *path, long limit, long *written)
{
    static char content[CHUNK];
    long done = 0;
    long fd = CALL4(openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return fd;
    CALL3(unlinkat, AT_FDCWD, path, 0);
    while (done < FILE_PART && *written < limit) {
        long count = CALL3(write, fd, content, sizeof content);

        if (count == -EFBIG)
            return 0;
        if (count < 0)
            return count;
        done += count;
        *written += count;
    }
    return 0;
}

static void try_fill(const struct context *context, struct outcome *outcome)
{
    const char *directory = argument_or(context, "/tmp");
    long limit = context->arguments[0] != NULL && context->arguments[1] != NULL ? number_of(context->arguments[1])
                                                                                : FILL_MAX;
    struct line path = {0};
    long written = 0;
    long error = 0;

    put(&path, directory);
    put(&path, "/.immure-probe-fill");
    ignore_signal(SIGXFSZ);
    for (int part = 0; part < PARTS_MAX && error == 0 && written < limit; part++)
        error = fill_part(path.text, limit, &written);
    judge(outcome, error, refuses_space);
    put(&outcome->text, ", bytes written: ");
    put_number(&outcome->text, written);
}

static void name_file(struct line *path, const char *directory, long number)
{
    path->length = 0;
    put(path, directory);
    put(path, "/");
    put_number(path, number);
}

static void try_inodes(const struct context *context, struct outcome *outcome)
{
    struct line directory = {0};
    struct line path = {0};
    long made = 0;
    long error;

    put(&directory, argument_or(context, "/tmp"));
    put(&directory, "/.immure-probe-inodes");
    error = CALL3(mkdirat, AT_FDCWD, directory.text, 0700);
    for (; error >= 0 && made < FILES_MAX; made++) {
        name_file(&path, directory.text, made);
        error = CALL4(openat, AT_FDCWD, path.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (error >= 0)
            CALL1(close, error);
    }
    judge(outcome, error, refuses_space);
    put(&outcome->text, ", files made: ");
    put_number(&outcome->text, made);
    for (long number = 0; number < made; number++) {
        name_file(&path, directory.text, number);
        CALL3(unlinkat, AT_FDCWD, path.text, 0);
    }
    CALL3(unlinkat, AT_FDCWD, directory.text, 0x200);
}

#define TRY(wall, name, what, function) {wall, name, what, function, 0, {0}, NULL, 0}
#define TRY_AT(wall, name, what, function) {wall, name, what, function, 0, {0}, NULL, 1}

const struct attempt file_attempts[] = {
    TRY("landlock", "whiteout", "make a device node 0:0", try_whiteout),
    TRY("files", "usr", "write to /usr", try_write_usr),
    TRY("files", "etc", "write to /etc", try_write_etc),
    TRY_AT("files", "create", "write to a directory", try_create),
    TRY_AT("files", "read", "read a file", try_read),
    TRY("files", "masked", "read the kernel's secrets in /proc", try_masked),
    TRY("files", "sysrq", "open /proc/sysrq-trigger for writing", try_sysrq),
    TRY("files", "core_pattern", "open /proc/sys/kernel/core_pattern for writing", try_write_proc_sys),
    TRY("files", "sys", "look into /sys", try_sys),
    TRY("files", "devices", "find devices of the host in /dev", try_devices),
    TRY("files", "block-device", "make a disk's device node", try_block_device),
    TRY("files", "memory-device", "make a device node for the host's memory", try_memory_device),
    TRY("disk", "fill", "fill the disk", try_fill),
    TRY("disk", "inodes", "use up the inodes", try_inodes),
    {0},
};
