/* Decoding and checking a plan: pure, no system call, so that it can be fuzzed in an ordinary program. */
#include "plan.h"

#define OP_ENTRY(name, number, stage, slots, texts, blob) [number] = {stage, slots, texts, blob, 1},

static const struct {
    i32 stage;
    u32 slots;
    u32 texts;
    u32 blob;
    u32 known;
} TABLE[] = {PLAN_OPS(OP_ENTRY)};

#define TABLE_SIZE (sizeof(TABLE) / sizeof(TABLE[0]))

i32 plan_stage(u32 code)
{
    return code < TABLE_SIZE && TABLE[code].known ? TABLE[code].stage : -1;
}

static i32 operands_are_valid(const struct plan_op *op, const struct plan_header *header)
{
    for (u32 i = 0; i < 4; i++) {
        if ((TABLE[op->code].slots >> i & 1u) && op->number[i] >= header->total_slots && op->number[i] != SLOT_NONE)
            return 0;
    }
    for (u32 i = 0; i < 2; i++) {
        if (op->text[i] >= header->data_length || (i >= TABLE[op->code].texts && op->text[i] != 0))
            return 0;
    }
    /* A block of bytes is a text offset and its length in number[0]: it must lie inside the text block. */
    u32 blob = TABLE[op->code].blob;
    if (blob && (op->number[0] > header->data_length || op->text[blob - 1] + op->number[0] > header->data_length))
        return 0;
    return op->zero == 0;
}

i32 plan_decode(const void *bytes, u64 size, struct plan *plan)
{
    const struct plan_header *header = bytes;
    if (size < sizeof(*header) || size > PLAN_MAX_BYTES)
        return -1;
    if (header->magic != PLAN_MAGIC || header->version != PLAN_VERSION || header->length != size)
        return -1;
    if (header->op_count == 0 || header->op_count > PLAN_MAX_OPS || header->data_length == 0)
        return -1;
    u64 ops_length = (u64)header->op_count * sizeof(struct plan_op);
    if (sizeof(*header) + ops_length + header->data_length != size)
        return -1;
    if (header->passed_slots < 2 || header->passed_slots > header->total_slots || header->total_slots > PLAN_MAX_SLOTS)
        return -1;

    plan->header = header;
    plan->ops = (const void *)((const u8 *)bytes + sizeof(*header));
    plan->data = (const char *)bytes + sizeof(*header) + ops_length;
    if (plan->data[0] != 0 || plan->data[header->data_length - 1] != 0)
        return -1;

    i32 stage = 0;
    for (u32 i = 0; i < header->op_count; i++) {
        i32 next = plan_stage(plan->ops[i].code);
        if (next < stage || !operands_are_valid(&plan->ops[i], header))
            return -1;
        stage = next;
    }
    return 0;
}
