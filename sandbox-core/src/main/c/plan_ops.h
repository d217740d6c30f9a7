/* Generated from Opcode.java by PlanOpsHeader.java; PlanOpsHeaderTest holds the two equal. Do not edit. */
#ifndef IMMURE_PLAN_OPS_H
#define IMMURE_PLAN_OPS_H

#define PLAN_VERSION 1u

/* OP(name, number, stage, numbers, slots, optional, texts, blob): how many numbers and texts it has; slots = bit i
 * set when number i is a slot, optional = when that may be SLOT_NONE; blob = 1 + index of the text that is a
 * block of number[0] bytes, 0 for none. */
#define PLAN_OPS(OP) \
    OP(MAKE_USER_NAMESPACE, 1, 1, 2, 1, 0, 2, 0) \
    OP(CLONE_MOUNT, 2, 1, 4, 5, 4, 0, 0) \
    OP(SPAWN_STAGE, 3, 1, 1, 1, 1, 0, 0) \
    OP(JOIN_CGROUP, 10, 2, 1, 1, 0, 0, 0) \
    OP(SET_OOM_SCORE, 11, 2, 0, 0, 0, 1, 0) \
    OP(RAISE_RLIMIT, 12, 2, 2, 0, 0, 0, 0) \
    OP(OWN_STREAMS, 17, 2, 2, 0, 0, 0, 0) \
    OP(NEW_SESSION_KEYRING, 13, 2, 0, 0, 0, 0, 0) \
    OP(ENTER_USER_NAMESPACE, 14, 2, 4, 1, 0, 0, 0) \
    OP(MAKE_TIME_NAMESPACE, 15, 2, 0, 0, 0, 1, 0) \
    OP(SPAWN_INIT, 16, 2, 1, 0, 0, 0, 0) \
    OP(MAKE_MOUNTS_PRIVATE, 20, 3, 0, 0, 0, 0, 0) \
    OP(LOOPBACK_UP, 21, 3, 0, 0, 0, 0, 0) \
    OP(OFFER_NETWORK, 42, 3, 1, 0, 0, 1, 0) \
    OP(BIND_INSIDE, 40, 3, 3, 1, 0, 0, 0) \
    OP(MAKE_STAGING, 22, 3, 2, 0, 0, 1, 0) \
    OP(ATTACH_LAYER, 23, 3, 1, 1, 0, 1, 0) \
    OP(ATTACH_DISK, 45, 3, 1, 1, 0, 0, 0) \
    OP(MOUNT_OVERLAY, 24, 3, 1, 0, 0, 1, 0) \
    OP(REQUIRE_DIRECTORY, 25, 3, 0, 0, 0, 1, 0) \
    OP(MAKE_DIRECTORY, 26, 3, 1, 0, 0, 1, 0) \
    OP(MOUNT_TMPFS, 27, 3, 3, 0, 0, 2, 0) \
    OP(MOUNT_PROC, 28, 3, 0, 0, 0, 1, 0) \
    OP(MOUNT_DEVPTS, 29, 3, 2, 0, 0, 1, 0) \
    OP(ATTACH_FILE, 30, 3, 1, 1, 0, 1, 0) \
    OP(ATTACH_DIRECTORY, 31, 3, 1, 1, 0, 1, 0) \
    OP(MAKE_SYMLINK, 32, 3, 0, 0, 0, 2, 0) \
    OP(WRITE_FILE, 33, 3, 2, 0, 0, 2, 2) \
    OP(COPY_IN, 90, 3, 3, 1, 0, 1, 0) \
    OP(SET_READ_ONLY, 34, 3, 0, 0, 0, 1, 0) \
    OP(PIVOT_ROOT, 35, 3, 0, 0, 0, 0, 0) \
    OP(MASK_PATH, 36, 3, 0, 0, 0, 1, 0) \
    OP(READ_ONLY_PATH, 37, 3, 0, 0, 0, 1, 0) \
    OP(SET_SYSCTL, 38, 3, 0, 0, 0, 2, 0) \
    OP(SET_HOSTNAME, 39, 3, 0, 0, 0, 1, 0) \
    OP(LABEL_MOUNTS, 48, 3, 0, 0, 0, 1, 0) \
    OP(OPEN_TERMINAL, 91, 3, 3, 0, 0, 0, 0) \
    OP(HOLD, 43, 3, 0, 0, 0, 0, 0) \
    OP(SPAWN_PAYLOAD, 41, 3, 3, 0, 0, 0, 0) \
    OP(ARGUMENT, 50, 4, 0, 0, 0, 1, 0) \
    OP(VARIABLE, 51, 4, 0, 0, 0, 1, 0) \
    OP(EXEC_CANDIDATE, 52, 4, 0, 0, 0, 1, 0) \
    OP(NEW_SESSION, 53, 4, 0, 0, 0, 0, 0) \
    OP(TAKE_TERMINAL, 92, 4, 0, 0, 0, 0, 0) \
    OP(SET_UMASK, 54, 4, 1, 0, 0, 0, 0) \
    OP(CHANGE_DIRECTORY, 55, 4, 0, 0, 0, 1, 0) \
    OP(DROP_BOUNDING, 56, 4, 2, 0, 0, 0, 0) \
    OP(SET_SECUREBITS, 57, 4, 1, 0, 0, 0, 0) \
    OP(GROUP, 58, 4, 1, 0, 0, 0, 0) \
    OP(SET_IDS, 59, 4, 3, 0, 0, 0, 0) \
    OP(SET_CAPABILITIES, 60, 4, 1, 0, 0, 0, 0) \
    OP(NO_NEW_PRIVS, 61, 4, 0, 0, 0, 0, 0) \
    OP(LANDLOCK_RULESET, 62, 4, 4, 0, 0, 0, 0) \
    OP(LANDLOCK_PATH, 63, 4, 2, 0, 0, 1, 0) \
    OP(LANDLOCK_PORT, 74, 4, 2, 0, 0, 0, 0) \
    OP(LANDLOCK_RESTRICT, 64, 4, 0, 0, 0, 0, 0) \
    OP(SELINUX_EXEC_LABEL, 65, 4, 0, 0, 0, 1, 0) \
    OP(RESOLVE_EXECUTABLE, 66, 4, 0, 0, 0, 0, 0) \
    OP(SET_RLIMIT, 69, 4, 3, 0, 0, 0, 0) \
    OP(SET_PERSONALITY, 75, 4, 1, 0, 0, 0, 0) \
    OP(SECCOMP, 67, 4, 1, 0, 0, 1, 1) \
    OP(SECCOMP_RECORD, 70, 4, 1, 0, 0, 1, 1) \
    OP(EXECUTE, 68, 4, 0, 0, 0, 0, 0) \
    OP(COPY_OUT, 93, 5, 0, 0, 0, 1, 0) \
    OP(REMOVE_DIRECTORY, 80, 6, 1, 1, 0, 1, 0)

enum {
    OP_MAKE_USER_NAMESPACE = 1,
    OP_CLONE_MOUNT = 2,
    OP_SPAWN_STAGE = 3,
    OP_JOIN_CGROUP = 10,
    OP_SET_OOM_SCORE = 11,
    OP_RAISE_RLIMIT = 12,
    OP_OWN_STREAMS = 17,
    OP_NEW_SESSION_KEYRING = 13,
    OP_ENTER_USER_NAMESPACE = 14,
    OP_MAKE_TIME_NAMESPACE = 15,
    OP_SPAWN_INIT = 16,
    OP_MAKE_MOUNTS_PRIVATE = 20,
    OP_LOOPBACK_UP = 21,
    OP_OFFER_NETWORK = 42,
    OP_BIND_INSIDE = 40,
    OP_MAKE_STAGING = 22,
    OP_ATTACH_LAYER = 23,
    OP_ATTACH_DISK = 45,
    OP_MOUNT_OVERLAY = 24,
    OP_REQUIRE_DIRECTORY = 25,
    OP_MAKE_DIRECTORY = 26,
    OP_MOUNT_TMPFS = 27,
    OP_MOUNT_PROC = 28,
    OP_MOUNT_DEVPTS = 29,
    OP_ATTACH_FILE = 30,
    OP_ATTACH_DIRECTORY = 31,
    OP_MAKE_SYMLINK = 32,
    OP_WRITE_FILE = 33,
    OP_COPY_IN = 90,
    OP_SET_READ_ONLY = 34,
    OP_PIVOT_ROOT = 35,
    OP_MASK_PATH = 36,
    OP_READ_ONLY_PATH = 37,
    OP_SET_SYSCTL = 38,
    OP_SET_HOSTNAME = 39,
    OP_LABEL_MOUNTS = 48,
    OP_OPEN_TERMINAL = 91,
    OP_HOLD = 43,
    OP_SPAWN_PAYLOAD = 41,
    OP_ARGUMENT = 50,
    OP_VARIABLE = 51,
    OP_EXEC_CANDIDATE = 52,
    OP_NEW_SESSION = 53,
    OP_TAKE_TERMINAL = 92,
    OP_SET_UMASK = 54,
    OP_CHANGE_DIRECTORY = 55,
    OP_DROP_BOUNDING = 56,
    OP_SET_SECUREBITS = 57,
    OP_GROUP = 58,
    OP_SET_IDS = 59,
    OP_SET_CAPABILITIES = 60,
    OP_NO_NEW_PRIVS = 61,
    OP_LANDLOCK_RULESET = 62,
    OP_LANDLOCK_PATH = 63,
    OP_LANDLOCK_PORT = 74,
    OP_LANDLOCK_RESTRICT = 64,
    OP_SELINUX_EXEC_LABEL = 65,
    OP_RESOLVE_EXECUTABLE = 66,
    OP_SET_RLIMIT = 69,
    OP_SET_PERSONALITY = 75,
    OP_SECCOMP = 67,
    OP_SECCOMP_RECORD = 70,
    OP_EXECUTE = 68,
    OP_COPY_OUT = 93,
    OP_REMOVE_DIRECTORY = 80,
};

#endif
