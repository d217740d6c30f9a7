/* Lines put together in fixed memory, and small files read whole. */
#ifndef IMMURE_PROBE_TEXT_H
#define IMMURE_PROBE_TEXT_H

#include <stddef.h>

enum { LINE_MAX = 1024 };

/* What does not fit is cut; a NUL always follows. Start with all zeros. */
struct line {
    size_t length;
    char text[LINE_MAX];
};

size_t length_of(const char *text);
int same(const char *a, const char *b);
int starts_with(const char *text, const char *start);

/* The number a decimal text stands for, or -1. */
long number_of(const char *text);

void put(struct line *line, const char *text);
void put_number(struct line *line, long number);
void put_errno(struct line *line, long negative_errno);

/* Writes all of it, with a newline, in one write(2). */
void say(int fd, struct line *line);

/* Reads at most size - 1 bytes and a NUL behind them. Returns the count or a negative errno. */
long read_file(const char *path, char *buffer, size_t size);

/* Calls back for each name in a directory but "." and "..". Returns the count or a negative errno. */
typedef void (*on_name)(const char *name, void *context);
long list_directory(const char *path, on_name each, void *context);

#endif
