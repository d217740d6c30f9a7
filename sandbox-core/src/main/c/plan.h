/*
 * The launch plan as bytes: what LaunchPlanCodec of the Java side writes, and nothing else, is accepted.
 * docs/launch-plan.md describes the layout; the opcodes come from plan_ops.h, which Opcode.java generates.
 */
#ifndef IMMURE_PLAN_H
#define IMMURE_PLAN_H

#include "kernel.h"
#include "plan_ops.h"

#define PLAN_MAGIC 0x4e4c505255454d49ul /* "IMEURPLN", little-endian */
#define PLAN_MAX_BYTES (4u << 20)
#define PLAN_MAX_OPS 20000u
#define PLAN_FIRST_FD 3u
#define PLAN_MAX_SLOTS 512u

/* Slot 0 is the control socket and slot 1 the plan itself; slot n is descriptor PLAN_FIRST_FD + n. */
#define SLOT_CONTROL 0u
#define SLOT_PLAN 1u
#define SLOT_NONE 0xffffffffu

struct plan_header {
    u64 magic;
    u32 version;
    u32 length;        /* of everything, header included */
    u32 op_count;
    u32 data_length;   /* the text block; follows the ops; its first byte is NUL */
    u32 passed_slots;  /* descriptors that the parent passed; what lies above is closed first */
    u32 total_slots;   /* those and the ones that ops make */
};

struct plan_op {
    u32 code;
    u32 text[2];       /* offsets into the text block */
    u32 zero;
    u64 number[4];
};

struct plan {
    const struct plan_header *header;
    const struct plan_op *ops;
    const char *data;
};

/* Checks every byte; 0, or -1 when LaunchPlanCodec would not have written it so. `bytes` are aligned to 8. */
i32 plan_decode(const void *bytes, u64 size, struct plan *plan);

/*
 * 1 when `next` goes on where `held`, a template, waits at its step `hold`: everything before is the same op with the same
 * texts, what follows is the start of a program, and the teardown is the same. Both have been decoded.
 */
i32 plan_continues(const struct plan *next, const struct plan *held, u32 hold);

/* The process that executes an opcode; -1 for a number that is no opcode. */
i32 plan_stage(u32 code);

#endif
