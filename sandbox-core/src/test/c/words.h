/*
 * What the programs that tests run inside a sandbox have in common: words, and what gcc calls by itself where there is no
 * libc. To be included once, after kernel.h.
 */
#ifndef IMMURE_WORDS_H
#define IMMURE_WORDS_H

/* gcc copies and clears structures by calls of these two (gcc(1), -ffreestanding). */
void *memcpy(void *to, const void *from, u64 count);
void *memset(void *to, int value, u64 count);

void *memcpy(void *to, const void *from, u64 count)
{
    for (u64 i = 0; i < count; i++)
        ((volatile u8 *)to)[i] = ((const u8 *)from)[i];
    return to;
}

void *memset(void *to, int value, u64 count)
{
    for (u64 i = 0; i < count; i++)
        ((volatile u8 *)to)[i] = (u8)value;
    return to;
}

static inline i32 is(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static inline u64 number(const char *text)
{
    u64 value = 0;
    for (; *text >= '0' && *text <= '9'; text++)
        value = value * 10 + (u64)(*text - '0');
    return value;
}

static inline u64 length_of(const char *text)
{
    u64 length = 0;
    while (text[length])
        length++;
    return length;
}

#endif
