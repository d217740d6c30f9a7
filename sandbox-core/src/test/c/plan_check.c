/*
 * Runs plan.c, the decoder of immure-init, in an ordinary program: once over a file, to compare its verdict with the
 * Java decoder's, or over many mutations of it, under AddressSanitizer and UndefinedBehaviorSanitizer.
 *
 *   plan_check decode FILE...          prints "accepted" or "refused" for each
 *   plan_check fuzz SEED COUNT FILE    mutates; prints "N accepted of COUNT"; a fault ends the program
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../main/c/plan.h"

static uint8_t *load(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    /* Exactly as large as the plan: a read past its end is then a fault that the sanitizer sees. */
    uint8_t *bytes = malloc(*size ? *size : 1);
    if (fread(bytes, 1, *size, file) != *size)
        exit(2);
    fclose(file);
    return bytes;
}

/* What immure-init reads after the check: every text to its NUL, every block of bytes to its length. */
static uint64_t walk(const struct plan *plan)
{
    uint64_t sum = 0;
    for (u32 i = 0; i < plan->header->op_count; i++) {
        const struct plan_op *op = &plan->ops[i];
        for (int t = 0; t < 2; t++)
            sum += strlen(plan->data + op->text[t]);
        if (op->code == OP_SECCOMP || op->code == OP_WRITE_FILE) {
            const char *block = plan->data + op->text[op->code == OP_WRITE_FILE];
            for (u64 b = 0; b < op->number[0]; b++)
                sum += (uint8_t)block[b];
        }
    }
    return sum;
}

static int check(const uint8_t *bytes, size_t size, uint64_t *sum)
{
    struct plan plan;
    if (plan_decode(bytes, size, &plan) != 0)
        return 0;
    *sum += walk(&plan);
    return 1;
}

static uint64_t state;

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static size_t mutate(uint8_t *bytes, size_t size)
{
    static const uint32_t EDGES[] = {0, 1, 2, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
    size_t length = size;
    for (uint64_t i = 1 + next() % 4; i > 0; i--) {
        size_t at = next() % size;
        switch (next() % 4) {
        case 0:
            bytes[at] ^= (uint8_t)(1u << next() % 8);
            break;
        case 1:
            at &= ~(size_t)3;
            if (at + 4 <= size)
                memcpy(bytes + at, &EDGES[next() % (sizeof(EDGES) / 4)], 4);
            break;
        case 2:
            bytes[at] = (uint8_t)next();
            break;
        default:
            length = next() % (size + 1);
            if (next() % 2 && length >= 16) {
                /* Truncated, with a header that agrees. */
                uint32_t claimed = (uint32_t)length;
                memcpy(bytes + 12, &claimed, 4);
            }
        }
    }
    return length;
}

int main(int count, char **arguments)
{
    uint64_t sum = 0;
    if (count >= 3 && strcmp(arguments[1], "decode") == 0) {
        for (int i = 2; i < count; i++) {
            size_t size;
            uint8_t *bytes = load(arguments[i], &size);
            puts(check(bytes, size, &sum) ? "accepted" : "refused");
            free(bytes);
        }
        return 0;
    }
    if (count == 5 && strcmp(arguments[1], "fuzz") == 0) {
        size_t size;
        uint8_t *original = load(arguments[4], &size);
        long runs = atol(arguments[3]), accepted = 0;
        state = strtoull(arguments[2], NULL, 10) | 1;
        for (long run = 0; run < runs; run++) {
            uint8_t *copy = malloc(size);
            memcpy(copy, original, size);
            size_t length = mutate(copy, size);
            uint8_t *exact = malloc(length ? length : 1);
            memcpy(exact, copy, length);
            accepted += check(exact, length, &sum);
            free(exact);
            free(copy);
        }
        printf("%ld accepted of %ld\n", accepted, runs);
        free(original);
        return 0;
    }
    fprintf(stderr, "usage: plan_check decode FILE... | fuzz SEED COUNT FILE\n");
    return 2;
}
