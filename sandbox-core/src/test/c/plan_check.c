/*
 * Runs plan.c, the decoder of immure-init, in an ordinary program, under AddressSanitizer and UndefinedBehaviorSanitizer:
 * over plans that the Java side sends, so that the two decoders can be compared, or over many mutations of one.
 *
 *   plan_check batch                   standard input: length (u32, little-endian) and bytes, again and again; prints for
 *                                      each "refused" or "accepted" with a checksum of all that immure-init would read
 *   plan_check pairs                   the same input; the first of two is a template, and for each pair it prints whether
 *                                      the second "continues" it or is an "other"
 *   plan_check fuzz SEED COUNT FILE    mutates; prints "N accepted of COUNT"; a fault ends the program
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../main/c/plan.h"

static void give_up(const char *why)
{
    fprintf(stderr, "plan_check: %s\n", why);
    exit(2);
}

/* Exactly as large as the plan: a read past its end is then a fault that the sanitizer sees. */
static uint8_t *exact_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        give_up("no memory");
    memcpy(copy, bytes, size);
    return copy;
}

static uint64_t checksum;

/* FNV-1a, 64 bits. */
static void add(const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        checksum = (checksum ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3ul;
}

/* What immure-init reads after the check: numbers, every text to its NUL, every block of bytes to its length. */
static void walk(const struct plan *plan)
{
    checksum = 0xcbf29ce484222325ul;
    for (u32 i = 0; i < plan->header->op_count; i++) {
        const struct plan_op *op = &plan->ops[i];
        add(&op->code, sizeof(op->code));
        add(op->number, sizeof(op->number));
        for (u32 t = 0; t < 2; t++) {
            const char *text = plan->data + op->text[t];
            int block = ((op->code == OP_SECCOMP || op->code == OP_SECCOMP_RECORD) && t == 0) || (op->code == OP_WRITE_FILE && t == 1);
            add(text, block ? op->number[0] : strlen(text) + 1);
        }
    }
}

static int check(const uint8_t *bytes, size_t size)
{
    struct plan plan;
    if (plan_decode(bytes, size, &plan) != 0)
        return 0;
    walk(&plan);
    return 1;
}

static int batch(void)
{
    uint32_t size;
    while (fread(&size, sizeof(size), 1, stdin) == 1) {
        if (size > (64u << 20))
            give_up("too long");
        uint8_t *bytes = malloc(size ? size : 1);
        if (!bytes || fread(bytes, 1, size, stdin) != size)
            give_up("the input ends within a plan");
        if (check(bytes, size))
            printf("accepted %016lx\n", checksum);
        else
            puts("refused");
        free(bytes);
    }
    return 0;
}

/* The next plan of standard input, exactly as large as it is; NULL at the end. */
static uint8_t *read_plan(uint32_t *size)
{
    if (fread(size, sizeof(*size), 1, stdin) != 1)
        return NULL;
    uint8_t *bytes = malloc(*size ? *size : 1);
    if (*size > (64u << 20) || !bytes || fread(bytes, 1, *size, stdin) != *size)
        give_up("the input ends within a plan");
    return bytes;
}

static int pairs(void)
{
    uint32_t size;
    for (uint8_t *first = read_plan(&size); first; first = read_plan(&size)) {
        struct plan held, next;
        u32 hold = 0;
        if (plan_decode(first, size, &held) != 0)
            give_up("the template is no plan");
        while (hold + 1 < held.header->op_count && held.ops[hold].code != OP_HOLD)
            hold++;
        uint8_t *second = read_plan(&size);
        if (!second || plan_decode(second, size, &next) != 0)
            give_up("what follows a template is no plan");
        puts(plan_continues(&next, &held, hold) ? "continues" : "other");
        free(first);
        free(second);
    }
    return 0;
}

static uint64_t state;

/* xorshift64 */
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

static int fuzz(uint64_t seed, long runs, const char *path)
{
    static uint8_t original[PLAN_MAX_BYTES];
    FILE *file = fopen(path, "rb");
    if (!file)
        give_up("cannot open the plan");
    size_t size = fread(original, 1, sizeof(original), file);
    fclose(file);
    if (size == 0)
        give_up("the plan is empty");
    long accepted = 0;
    state = seed | 1;
    for (long run = 0; run < runs; run++) {
        uint8_t *changed = exact_copy(original, size);
        size_t length = mutate(changed, size);
        uint8_t *exact = exact_copy(changed, length);
        accepted += check(exact, length);
        free(exact);
        free(changed);
    }
    printf("%ld accepted of %ld\n", accepted, runs);
    return 0;
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "batch") == 0)
        return batch();
    if (count == 2 && strcmp(arguments[1], "pairs") == 0)
        return pairs();
    if (count == 5 && strcmp(arguments[1], "fuzz") == 0)
        return fuzz(strtoull(arguments[2], NULL, 10), atol(arguments[3]), arguments[4]);
    fprintf(stderr, "usage: plan_check batch | pairs | fuzz SEED COUNT FILE\n");
    return 2;
}
