#include "text.h"

#include "kernel.h"

/* The compiler may call these two even in a freestanding program (gcc(1), "-ffreestanding"). */
void *memset(void *to, int value, size_t count);
void *memcpy(void *restrict to, const void *restrict from, size_t count);

void *memset(void *to, int value, size_t count)
{
    unsigned char *bytes = to;

    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)value;
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
    unsigned char *target = to;
    const unsigned char *source = from;

    for (size_t i = 0; i < count; i++)
        target[i] = source[i];
    return to;
}

#define NAME(error) [error] = #error
static const char *const error_names[] = {
    NAME(EPERM), NAME(ENOENT), NAME(ESRCH), NAME(EINTR), NAME(EIO), NAME(ENXIO), NAME(E2BIG), NAME(ENOEXEC),
    NAME(EBADF), NAME(ECHILD), NAME(EAGAIN), NAME(ENOMEM), NAME(EACCES), NAME(EFAULT), NAME(ENOTBLK), NAME(EBUSY),
    NAME(EEXIST), NAME(EXDEV), NAME(ENODEV), NAME(ENOTDIR), NAME(EISDIR), NAME(EINVAL), NAME(ENFILE), NAME(EMFILE),
    NAME(ENOTTY), NAME(ETXTBSY), NAME(EFBIG), NAME(ENOSPC), NAME(ESPIPE), NAME(EROFS), NAME(EMLINK), NAME(EPIPE),
    NAME(EDOM), NAME(ERANGE), NAME(EDEADLK), NAME(ENAMETOOLONG), NAME(ENOLCK), NAME(ENOSYS), NAME(ENOTEMPTY),
    NAME(ELOOP), NAME(ENODATA), NAME(EPROTO), NAME(EOVERFLOW), NAME(EUSERS), NAME(ENOTSOCK), NAME(EDESTADDRREQ),
    NAME(EMSGSIZE), NAME(EPROTOTYPE), NAME(ENOPROTOOPT), NAME(EPROTONOSUPPORT), NAME(ESOCKTNOSUPPORT),
    NAME(EOPNOTSUPP), NAME(EPFNOSUPPORT), NAME(EAFNOSUPPORT), NAME(EADDRINUSE), NAME(EADDRNOTAVAIL), NAME(ENETDOWN),
    NAME(ENETUNREACH), NAME(ENETRESET), NAME(ECONNABORTED), NAME(ECONNRESET), NAME(ENOBUFS), NAME(EISCONN),
    NAME(ENOTCONN), NAME(ETIMEDOUT), NAME(ECONNREFUSED), NAME(EHOSTUNREACH), NAME(EALREADY), NAME(EINPROGRESS),
    NAME(ESTALE), NAME(EDQUOT), NAME(ECANCELED), NAME(ENOKEY), NAME(EKEYEXPIRED), NAME(EKEYREVOKED),
};
#undef NAME

size_t length_of(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0')
        length++;
    return length;
}

int same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

int starts_with(const char *text, const char *start)
{
    while (*start != '\0' && *text == *start) {
        text++;
        start++;
    }
    return *start == '\0';
}

long number_of(const char *text)
{
    long number = 0;

    if (*text == '\0')
        return -1;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || number > (INT64_MAX - 9) / 10)
            return -1;
        number = number * 10 + (*text - '0');
    }
    return number;
}

void put(struct line *line, const char *text)
{
    /* Two bytes stay free: for the newline and the NUL. */
    while (*text != '\0' && line->length < sizeof line->text - 2)
        line->text[line->length++] = *text++;
    line->text[line->length] = '\0';
}

void put_number(struct line *line, long number)
{
    char digits[24];
    size_t at = sizeof digits;
    unsigned long rest = number < 0 ? 0UL - (unsigned long)number : (unsigned long)number;

    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0)
        digits[--at] = '-';
    put(line, &digits[at]);
}

void put_errno(struct line *line, long negative_errno)
{
    size_t error = (size_t)-negative_errno;

    if (error < sizeof error_names / sizeof error_names[0] && error_names[error] != NULL) {
        put(line, error_names[error]);
    } else {
        put(line, "errno ");
        put_number(line, -negative_errno);
    }
}

void say(int fd, struct line *line)
{
    size_t done = 0;

    line->text[line->length++] = '\n';
    while (done < line->length) {
        long count = CALL3(write, fd, line->text + done, line->length - done);

        if (count < 0 && count != -EINTR)
            leave(2);
        if (count > 0)
            done += (size_t)count;
    }
}

long read_file(const char *path, char *buffer, size_t size)
{
    size_t done = 0;
    long fd = CALL4(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);

    if (fd < 0)
        return fd;
    while (done < size - 1) {
        long count = CALL3(read, fd, buffer + done, size - 1 - done);

        if (count == -EINTR)
            continue;
        if (count < 0) {
            CALL1(close, fd);
            return count;
        }
        if (count == 0)
            break;
        done += (size_t)count;
    }
    CALL1(close, fd);
    buffer[done] = '\0';
    return (long)done;
}

/* struct linux_dirent64 of getdents64(2). */
struct directory_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t size;
    uint8_t type;
    char name[];
};

static long each_entry(const char *buffer, long count, on_name each, void *context)
{
    long names = 0;

    for (long at = 0; at < count;) {
        const struct directory_entry *entry = (const void *)(buffer + at);

        if (!same(entry->name, ".") && !same(entry->name, "..")) {
            each(entry->name, context);
            names++;
        }
        at += entry->size;
    }
    return names;
}

long list_directory(const char *path, on_name each, void *context)
{
    _Alignas(8) char buffer[4096];
    long names = 0;
    long count;
    long fd = CALL4(openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

    if (fd < 0)
        return fd;
    while ((count = CALL3(getdents64, fd, buffer, sizeof buffer)) > 0)
        names += each_entry(buffer, count, each, context);
    CALL1(close, fd);
    return count < 0 ? count : names;
}
