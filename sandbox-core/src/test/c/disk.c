/*
 * What the disk tests run inside a sandbox: one static program without libc. The first word names a way of using a disk
 * up, the second the directory to do it in. It answers with how far it came and what stopped it ("files = 64", "errno =
 * 28"), and ends with status 1 when something did.
 */
#include "../../main/c/kernel.h"
#include "words.h"

enum {
    NR_pwrite64 = 18, NR_ftruncate = 77, NR_fallocate = 285, NR_fsetxattr = 190, NR_linkat = 265, NR_renameat2 = 316,
    NR_fsync = 74, NR_syncfs = 306
};

enum { CHUNK = 1 << 16, MOST = 200000, NAMES = 5000 };

/* Of struct fsxattr: flags first, the project at 12 (linux/fs.h). */
#define FSGETXATTR 0x801c581fu
#define FSSETXATTR 0x401c5820u
#define PROJINHERIT 0x200u

static char buffer[CHUNK];
static char name[32];

static void say(const char *text)
{
    SYS(NR_write, 1, text, length_of(text), 0, 0);
}

static char *digits(char *end, u64 value)
{
    *end = 0;
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    return end;
}

static void tell(const char *what, u64 value)
{
    char text[24];
    say(what);
    say(" = ");
    say(digits(text + sizeof(text) - 1, value));
    say("\n");
}

/* How far it came, and why no further; the status of the program. */
static i32 ended(const char *what, u64 count, i64 result)
{
    tell(what, count);
    tell("errno", result < 0 ? (u64)-result : 0);
    return result < 0;
}

static const char *numbered(u64 i)
{
    return digits(name + sizeof(name) - 1, i);
}

static i64 make(const char *file)
{
    return SYS(NR_openat, AT_FDCWD, file, O_WRONLY | O_CREAT, 0644, 0);
}

/* Until the kernel refuses: what it takes in part counts too. */
static i64 write_until_refused(i64 fd, u64 *written)
{
    i64 count;
    while ((count = SYS(NR_write, fd, buffer, CHUNK, 0, 0)) > 0)
        *written += (u64)count;
    return count;
}

static i32 fill(void)
{
    u64 written = 0;
    i64 fd = make("file");
    i64 result = fd < 0 ? fd : write_until_refused(fd, &written);
    return ended("bytes", written, result);
}

/* The space of a file without a name is used as well. */
static i32 unlinked(void)
{
    u64 written = 0;
    i64 fd = make("file");
    if (fd >= 0)
        SYS(NR_unlinkat, AT_FDCWD, "file", 0, 0, 0);
    i64 result = fd < 0 ? fd : write_until_refused(fd, &written);
    return ended("bytes", written, result);
}

static i32 files(void)
{
    i64 fd = 0;
    u64 count = 0;
    for (; count < MOST; count++) {
        fd = make(numbered(count));
        if (fd < 0)
            break;
        SYS(NR_close, fd, 0, 0, 0, 0);
    }
    return ended("files", count, fd);
}

static i32 directories(void)
{
    i64 result = 0;
    u64 count = 0;
    for (; count < MOST && result >= 0; count++)
        result = SYS(NR_mkdirat, AT_FDCWD, numbered(count), 0700, 0, 0);
    return ended("directories", count - 1, result);
}

static i32 symlinks(void)
{
    i64 result = 0;
    u64 count = 0;
    for (; count < MOST && result >= 0; count++)
        result = SYS(NR_symlinkat, "nowhere", AT_FDCWD, numbered(count), 0, 0);
    return ended("symlinks", count - 1, result);
}

/* Names without inodes of their own: only their directory grows. */
static i32 links(void)
{
    i64 result = 0;
    u64 count = 0;
    SYS(NR_close, make("file"), 0, 0, 0, 0);
    for (; count < NAMES && result >= 0; count++)
        result = SYS(NR_linkat, AT_FDCWD, "file", AT_FDCWD, numbered(count), 0);
    return ended("links", count, result);
}

/* A path far beyond PATH_MAX, which nobody can remove by name. */
static i32 deep(u64 most)
{
    i64 result = 0;
    u64 depth = 0;
    for (; depth < most; depth++) {
        result = SYS(NR_mkdirat, AT_FDCWD, "d", 0700, 0, 0);
        if (result < 0)
            break;
        result = SYS(NR_chdir, "d", 0, 0, 0, 0);
        if (result < 0)
            break;
    }
    return ended("depth", depth, result);
}

/* A terabyte that is not there, and one block at its end that is. */
static i32 sparse(void)
{
    i64 fd = make("file");
    i64 result = SYS(NR_ftruncate, fd, 1ul << 40, 0, 0, 0);
    if (result >= 0)
        result = SYS(NR_pwrite64, fd, buffer, 4096, (1ul << 40) - 4096, 0);
    return ended("sparse", result > 0, result);
}

static i32 reserved(void)
{
    i64 fd = make("file");
    return ended("reserved", 0, SYS(NR_fallocate, fd, 0, 0, 1ul << 32, 0));
}

static i32 attributes(void)
{
    i64 result = 0;
    u64 count = 0;
    for (; count < MOST && result >= 0; count++) {
        i64 fd = make(numbered(count));
        result = fd;
        for (u32 size = 2048; fd >= 0 && result >= 0 && size >= 512; size /= 2) {
            buffer[0] = (char)count;
            result = SYS(NR_fsetxattr, fd, size == 2048 ? "user.a" : size == 1024 ? "user.b" : "user.c", buffer, size, 0);
        }
        SYS(NR_close, fd, 0, 0, 0, 0);
    }
    return ended("files", count - 1, result);
}

/* From one directory into another: the same inode, before and after the disk is full. */
static i32 renamed(void)
{
    u64 written = 0;
    SYS(NR_mkdirat, AT_FDCWD, "a", 0700, 0, 0);
    SYS(NR_mkdirat, AT_FDCWD, "b", 0700, 0, 0);
    i64 fd = make("a/file");
    i64 before = SYS(NR_renameat2, AT_FDCWD, "a/file", AT_FDCWD, "b/file", 0);
    write_until_refused(fd, &written);
    i64 after = SYS(NR_renameat2, AT_FDCWD, "b/file", AT_FDCWD, "a/file", 0);
    i64 out = SYS(NR_renameat2, AT_FDCWD, "a/file", AT_FDCWD, "/tmp/file", 0);
    tell("before", (u64)-before);
    tell("after", (u64)-after);
    return ended("out", 0, out);
}

/* What fills and then makes room again has used its disk, and no more. */
static i32 refilled(void)
{
    for (u32 round = 0; round < 3; round++) {
        u64 written = 0;
        i64 fd = make("file");
        i64 result = fd < 0 ? fd : write_until_refused(fd, &written);
        tell("written", written);
        tell("refused", (u64)-result);
        SYS(NR_close, fd, 0, 0, 0, 0);
        SYS(NR_unlinkat, AT_FDCWD, "file", 0, 0, 0);
    }
    return 0;
}

/* All of it, and well. */
static i32 exactly(u64 bytes)
{
    i64 fd = make("file"), result = 0;
    for (u64 done = 0; done < bytes && result >= 0; done += 4096)
        result = SYS(NR_write, fd, buffer, 4096, 0, 0);
    if (result >= 0)
        result = SYS(NR_fsync, fd, 0, 0, 0, 0);
    return ended("exactly", bytes, result);
}

/* Out of the project that is limited: into project 0, or for what is made from now on. */
static i32 project(void)
{
    u32 attribute[7] = {0};
    i64 fd = SYS(NR_openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY, 0, 0);
    i64 result = SYS(NR_ioctl, fd, FSGETXATTR, attribute, 0, 0);
    tell("get", (u64)-result);
    attribute[3] = 0;
    tell("leave", (u64)-SYS(NR_ioctl, fd, FSSETXATTR, attribute, 0, 0));
    SYS(NR_ioctl, fd, FSGETXATTR, attribute, 0, 0);
    attribute[0] &= ~PROJINHERIT;
    tell("disinherit", (u64)-SYS(NR_ioctl, fd, FSSETXATTR, attribute, 0, 0));
    SYS(NR_ioctl, fd, FSGETXATTR, attribute, 0, 0);
    return ended("project", attribute[3], 0);
}

static i32 act(const char *what, const char *argument)
{
    u64 bytes = 0;
    for (; *argument >= '0' && *argument <= '9'; argument++)
        bytes = bytes * 10 + (u64)(*argument - '0');
    return is(what, "fill")        ? fill()
           : is(what, "unlinked")  ? unlinked()
           : is(what, "files")     ? files()
           : is(what, "dirs")      ? directories()
           : is(what, "symlinks")  ? symlinks()
           : is(what, "links")     ? links()
           : is(what, "deep")      ? deep(bytes)
           : is(what, "sparse")    ? sparse()
           : is(what, "reserved")  ? reserved()
           : is(what, "xattr")     ? attributes()
           : is(what, "renamed")   ? renamed()
           : is(what, "refilled")  ? refilled()
           : is(what, "exactly")   ? exactly(bytes)
           : is(what, "project")   ? project()
                                   : 2;
}

__attribute__((noreturn, used)) static void start(const u64 *stack)
{
    const char *const *word = (const char *const *)(stack + 1);
    u64 count = stack[0];
    i64 entered = count < 3 ? -EINVAL : SYS(NR_chdir, word[2], 0, 0, 0, 0);
    i32 status = entered < 0 ? ended("chdir", 0, entered) : act(word[1], count > 3 ? word[3] : "");
    for (;;)
        SYS(NR_exit_group, status, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call start\n");
