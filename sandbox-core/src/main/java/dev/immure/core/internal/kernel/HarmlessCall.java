package dev.immure.core.internal.kernel;

import java.util.Arrays;
import jnr.ffi.Pointer;

/**
 * System calls tried to learn whether this kernel has them. Each has arguments for which a kernel that knows the call
 * either answers a question or refuses (EINVAL, EBADF, EFAULT, EPERM) without changing anything; one that does not says
 * ENOSYS, and so does a seccomp filter around Immure.
 */
public enum HarmlessCall {
    /** landlock_create_ruleset(2), LANDLOCK_CREATE_RULESET_VERSION: the ABI; EOPNOTSUPP when off at boot. */
    LANDLOCK_ABI("landlock_create_ruleset(VERSION)", 444, 0, 0, 1),
    /** prctl(2), PR_GET_NO_NEW_PRIVS: 0 or 1. */
    NO_NEW_PRIVS("prctl(PR_GET_NO_NEW_PRIVS)", 157, 39),
    /** clone3(2): size 0 is below CLONE_ARGS_SIZE_VER0, so EINVAL. */
    CLONE3("clone3(NULL, 0)", 435, 0, 0),
    /** unshare(2), CLONE_NEWUSER: EINVAL for a process of several threads, as a JVM is. EPERM comes from a filter. */
    UNSHARE_USER("unshare(CLONE_NEWUSER)", 272, 0x10000000),
    /** close_range(2): first above last, so EINVAL. */
    CLOSE_RANGE("close_range(1, 0)", 436, 1, 0, 0),
    /** openat2(2): size 0, so EINVAL. */
    OPENAT2("openat2(-1, NULL, NULL, 0)", 437, -1, 0, 0, 0),
    /** pidfd_open(2): pid 0, so EINVAL. */
    PIDFD_OPEN("pidfd_open(0)", 434, 0, 0),
    /** pidfd_send_signal(2): EBADF. */
    PIDFD_SEND_SIGNAL("pidfd_send_signal(-1)", 424, -1, 0, 0, 0),
    /** mount_setattr(2): size 0, so EINVAL. */
    MOUNT_SETATTR("mount_setattr(-1, NULL, 0, NULL, 0)", 442, -1, 0, 0, 0, 0),
    /** open_tree(2): unknown flags, so EINVAL. */
    OPEN_TREE("open_tree(-1, NULL, ~0)", 428, -1, 0, -1),
    /** move_mount(2): unknown flags, so EINVAL; EPERM without CAP_SYS_ADMIN. */
    MOVE_MOUNT("move_mount(-1, NULL, -1, NULL, ~0)", 429, -1, 0, -1, 0, -1),
    /** fsopen(2): unknown flags, so EINVAL; EPERM without CAP_SYS_ADMIN. */
    FSOPEN("fsopen(NULL, ~0)", 430, 0, -1),
    /** memfd_create(2): unknown flags, so EINVAL. */
    MEMFD_CREATE("memfd_create(NULL, ~0)", 319, 0, -1),
    /** seccomp(2), SECCOMP_GET_ACTION_AVAIL of SECCOMP_RET_KILL_PROCESS: 0, or EOPNOTSUPP. */
    SECCOMP_KILL_PROCESS("seccomp(GET_ACTION_AVAIL, KILL_PROCESS)", 317, 2, 0, 0x80000000),
    /** seccomp(2), SECCOMP_GET_ACTION_AVAIL of SECCOMP_RET_ERRNO. */
    SECCOMP_ERRNO("seccomp(GET_ACTION_AVAIL, ERRNO)", 317, 2, 0, 0x00050000),
    /** fsetxattr(2) of a user attribute on a memfd of our own: tmpfs has them since Linux 6.6. */
    TMPFS_USER_XATTR("fsetxattr(memfd, user.immure)", 190);

    private static final int MOST_ARGUMENTS = 5;

    private final String text;
    private final int number;
    private final int a;
    private final int b;
    private final int c;
    private final int d;
    private final int e;

    HarmlessCall(String text, int number, int... given) {
        int[] arguments = Arrays.copyOf(given, MOST_ARGUMENTS);
        this.text = text;
        this.number = number;
        this.a = arguments[0];
        this.b = arguments[1];
        this.c = arguments[2];
        this.d = arguments[3];
        this.e = arguments[4];
    }

    /** How the call reads in evidence. */
    public String text() {
        return text;
    }

    /** What the kernel returned: zero or more, or the negative error number. */
    public long attempt() {
        try {
            if (this == SECCOMP_KILL_PROCESS || this == SECCOMP_ERRNO) {
                return seccompAction();
            }
            return this == TMPFS_USER_XATTR ? userXattr() : SystemCall.invoke(text, number, a, b, c, d, e);
        } catch (ErrnoException refusal) {
            return -refusal.errno();
        }
    }

    private long seccompAction() throws ErrnoException {
        Pointer action = SystemCall.allocate(4);
        action.putInt(0, c);
        return SystemCall.invoke(text, number, a, b, action);
    }

    private long userXattr() throws ErrnoException {
        try (Fd fd = Descriptors.memfd("immure-probe")) {
            return SystemCall.invoke(
                    text,
                    number,
                    fd.number(),
                    SystemCall.string("user.immure"),
                    SystemCall.bytes(new byte[] {1}),
                    1,
                    0);
        }
    }
}
