/* Decoding and checking a plan: pure, no system call, so that it can be fuzzed in an ordinary program. */
#include "plan.h"

#define OP_ENTRY(name, number, stage, numbers, slots, optional, texts, blob) \
    [number] = {stage, numbers, slots, optional, texts, blob, 1},

static const struct row {
    i32 stage;
    u32 numbers, slots, optional, texts, blob, known;
} TABLE[] = {PLAN_OPS(OP_ENTRY)};

#define TABLE_SIZE (sizeof(TABLE) / sizeof(TABLE[0]))

i32 plan_stage(u32 code)
{
    return code < TABLE_SIZE && TABLE[code].known ? TABLE[code].stage : -1;
}

static i32 numbers_are_valid(const struct plan_op *op, const struct row *row, u64 total_slots)
{
    for (u32 i = 0; i < 4; i++) {
        u64 number = op->number[i];
        i32 none = (row->optional >> i & 1u) && number == SLOT_NONE;
        if (i >= row->numbers && number != 0)
            return 0;
        /* The control socket and the plan are no operands of anything. */
        if ((row->slots >> i & 1u) && !none && (number <= SLOT_PLAN || number >= total_slots))
            return 0;
    }
    return op->zero == 0;
}

/* The end of the text that begins at `start` and is not empty; 0 when there is none inside the block. */
static u64 text_end(const struct plan *plan, u64 start)
{
    u64 end = start;
    while (end < plan->header->data_length && plan->data[end])
        end++;
    return end > start && end < plan->header->data_length ? end : 0;
}

static u64 block_end(const struct plan *plan, u64 start, u64 length)
{
    u64 room = plan->header->data_length - start;
    return length > 0 && length < room && plan->data[start + length] == 0 ? start + length : 0;
}

/*
 * Texts stand in the block in the order of the ops, without a gap, each followed by NUL; an empty one has offset 0. So
 * there is one way to write a plan down, and every byte of it has been looked at.
 */
static i32 texts_are_valid(const struct plan *plan, const struct plan_op *op, const struct row *row, u64 *next)
{
    for (u32 i = 0; i < 2; i++) {
        i32 block = row->blob == i + 1;
        if (op->text[i] == 0) {
            if (block && op->number[0] != 0)
                return 0;
            continue;
        }
        if (i >= row->texts || op->text[i] != *next || *next >= plan->header->data_length)
            return 0;
        u64 end = block ? block_end(plan, *next, op->number[0]) : text_end(plan, *next);
        if (end == 0)
            return 0;
        *next = end + 1;
    }
    return 1;
}

static i32 header_is_valid(const struct plan_header *header, u64 size)
{
    if (header->magic != PLAN_MAGIC || header->version != PLAN_VERSION || header->length != size)
        return 0;
    if (header->op_count == 0 || header->op_count > PLAN_MAX_OPS || header->data_length == 0)
        return 0;
    if (header->passed_slots <= SLOT_PLAN || header->passed_slots > header->total_slots)
        return 0;
    u64 ops_length = (u64)header->op_count * sizeof(struct plan_op);
    return header->total_slots <= PLAN_MAX_SLOTS && sizeof(*header) + ops_length + header->data_length == size;
}

i32 plan_decode(const void *bytes, u64 size, struct plan *plan)
{
    const struct plan_header *header = bytes;
    if (size < sizeof(*header) || size > PLAN_MAX_BYTES || !header_is_valid(header, size))
        return -1;
    plan->header = header;
    plan->ops = (const void *)((const u8 *)bytes + sizeof(*header));
    plan->data = (const char *)(plan->ops + header->op_count);
    if (plan->data[0] != 0)
        return -1;

    i32 stage = 0;
    u64 next_text = 1;
    for (u32 i = 0; i < header->op_count; i++) {
        const struct plan_op *op = &plan->ops[i];
        i32 next = plan_stage(op->code);
        if (next < 0 || next < stage)
            return -1;
        const struct row *row = &TABLE[op->code];
        if (!numbers_are_valid(op, row, header->total_slots) || !texts_are_valid(plan, op, row, &next_text))
            return -1;
        stage = next;
    }
    return next_text == header->data_length ? 0 : -1;
}

/* With the NUL that ends it; a block has one as well. */
static u64 text_size(const struct plan *plan, const struct plan_op *op, u32 i)
{
    u64 size = 0;
    if (TABLE[op->code].blob == i + 1)
        return op->number[0] + 1;
    while (plan->data[op->text[i] + size])
        size++;
    return size + 1;
}

static i32 texts_are_equal(const struct plan *a, const struct plan_op *x, const struct plan *b, const struct plan_op *y, u32 i)
{
    if (x->text[i] == 0 || y->text[i] == 0)
        return x->text[i] == y->text[i];
    u64 size = text_size(a, x, i);
    if (size != text_size(b, y, i))
        return 0;
    for (u64 at = 0; at < size; at++) {
        if (a->data[x->text[i] + at] != b->data[y->text[i] + at])
            return 0;
    }
    return 1;
}

/* The offsets of their texts may differ: other texts may come before. */
static i32 ops_are_equal(const struct plan *a, u32 at, const struct plan *b, u32 with)
{
    const struct plan_op *x = &a->ops[at], *y = &b->ops[with];
    if (x->code != y->code)
        return 0;
    for (u32 i = 0; i < 4; i++) {
        if (x->number[i] != y->number[i])
            return 0;
    }
    return texts_are_equal(a, x, b, y, 0) && texts_are_equal(a, x, b, y, 1);
}

i32 plan_continues(const struct plan *next, const struct plan *held, u32 hold)
{
    u32 last = held->header->op_count - hold - 1;
    u32 count = next->header->op_count;
    if (held->ops[hold].code != OP_HOLD || next->header->passed_slots != held->header->passed_slots)
        return 0;
    if (next->header->total_slots != held->header->total_slots)
        return 0;
    /* Both are at most PLAN_MAX_OPS: no sum overflows. */
    if (count <= hold + last || next->ops[hold].code != OP_SPAWN_PAYLOAD)
        return 0;
    for (u32 step = 0; step < hold; step++) {
        if (!ops_are_equal(next, step, held, step))
            return 0;
    }
    for (u32 i = 0; i < last; i++) {
        if (!ops_are_equal(next, count - last + i, held, hold + 1 + i))
            return 0;
    }
    /* And no teardown more than that. */
    return plan_stage(next->ops[count - last - 1].code) != plan_stage(OP_REMOVE_DIRECTORY);
}
