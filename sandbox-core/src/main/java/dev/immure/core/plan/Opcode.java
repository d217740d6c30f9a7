package dev.immure.core.plan;

import static dev.immure.core.plan.Operand.bits;
import static dev.immure.core.plan.Operand.bytes;
import static dev.immure.core.plan.Operand.decimal;
import static dev.immure.core.plan.Operand.octal;
import static dev.immure.core.plan.Operand.optionalSlot;
import static dev.immure.core.plan.Operand.slot;
import static dev.immure.core.plan.Operand.text;

import java.util.List;
import java.util.Locale;

/**
 * The kernel steps a plan can hold. This table is the only one: plan_ops.h is generated from it (a test holds the two
 * equal), the codec writes by it and the printer names operands by it.
 */
public enum Opcode {
    /** Its maps are written by the launcher, which can ask newuidmap where it is not root; so the texts are not for C. */
    MAKE_USER_NAMESPACE(
            1,
            Stage.MONITOR,
            "unshare(CLONE_NEWUSER)",
            slot("namespace"),
            decimal("owner"),
            text("uidMap"),
            text("gidMap")),
    CLONE_MOUNT(
            2,
            Stage.MONITOR,
            "open_tree + mount_setattr",
            slot("tree"),
            bits("attributes"),
            optionalSlot("idmap"),
            decimal("recursive")),
    SPAWN_STAGE(3, Stage.MONITOR, "clone3", optionalSlot("cgroup")),

    JOIN_CGROUP(10, Stage.STAGE, "write cgroup.procs", slot("procs")),
    SET_OOM_SCORE(11, Stage.STAGE, "write oom_score_adj", text("score")),
    RAISE_RLIMIT(12, Stage.STAGE, "prlimit64", decimal("resource"), decimal("hard")),
    OWN_STREAMS(17, Stage.STAGE, "fchown", decimal("uid"), decimal("gid")),
    NEW_SESSION_KEYRING(13, Stage.STAGE, "keyctl(KEYCTL_JOIN_SESSION_KEYRING)"),
    /** With groups kept, setgroups(2) is denied in the namespace, as it is in one that has a single id. */
    ENTER_USER_NAMESPACE(
            14,
            Stage.STAGE,
            "setns(CLONE_NEWUSER)",
            slot("namespace"),
            decimal("uid"),
            decimal("gid"),
            decimal("groupsKept")),
    MAKE_TIME_NAMESPACE(15, Stage.STAGE, "unshare(CLONE_NEWTIME)", text("offsets")),
    SPAWN_INIT(16, Stage.STAGE, "clone3", bits("namespaces")),

    MAKE_MOUNTS_PRIVATE(20, Stage.INIT, "mount(MS_REC|MS_PRIVATE)"),
    LOOPBACK_UP(21, Stage.INIT, "ioctl(SIOCSIFFLAGS)"),
    /** A netlink socket of the new network namespace goes to Java, which connects it; the text is for Java and people. */
    OFFER_NETWORK(42, Stage.INIT, "sendmsg(SCM_RIGHTS)", decimal("protocol"), text("network")),
    /** What {@link #CLONE_MOUNT} does for root, for a caller who may clone mounts only in his own mount namespace. */
    BIND_INSIDE(40, Stage.INIT, "open_tree + mount_setattr", slot("tree"), bits("attributes"), decimal("recursive")),
    MAKE_STAGING(22, Stage.INIT, "fsmount(tmpfs)", decimal("bytes"), decimal("inodes"), text("over")),
    ATTACH_LAYER(23, Stage.INIT, "move_mount", slot("tree"), text("name")),
    ATTACH_DISK(45, Stage.INIT, "move_mount", slot("disk")),
    MOUNT_OVERLAY(24, Stage.INIT, "fsmount(overlay)", bits("attributes"), text("lowerdir")),
    REQUIRE_DIRECTORY(25, Stage.INIT, "openat2(RESOLVE_NO_SYMLINKS)", text("path")),
    MAKE_DIRECTORY(26, Stage.INIT, "mkdirat", octal("mode"), text("path")),
    MOUNT_TMPFS(
            27,
            Stage.INIT,
            "fsmount(tmpfs)",
            decimal("bytes"),
            decimal("inodes"),
            bits("attributes"),
            text("path"),
            text("mode")),
    MOUNT_PROC(28, Stage.INIT, "fsmount(proc)", text("path")),
    MOUNT_DEVPTS(29, Stage.INIT, "fsmount(devpts)", decimal("gid"), decimal("max"), text("path")),
    ATTACH_FILE(30, Stage.INIT, "move_mount", slot("tree"), text("path")),
    ATTACH_DIRECTORY(31, Stage.INIT, "move_mount", slot("tree"), text("path")),
    MAKE_SYMLINK(32, Stage.INIT, "symlinkat", text("path"), text("target")),
    WRITE_FILE(33, Stage.INIT, "openat2 + write", decimal("length"), octal("mode"), text("path"), bytes("content")),
    /** The slot is a pipe, over which Java sends the entries of a tree. */
    COPY_IN(90, Stage.INIT, "openat2(O_EXCL) + write", slot("from"), decimal("uid"), decimal("gid"), text("path")),
    SET_READ_ONLY(34, Stage.INIT, "mount_setattr(MOUNT_ATTR_RDONLY)", text("path")),
    PIVOT_ROOT(35, Stage.INIT, "pivot_root"),
    MASK_PATH(36, Stage.INIT, "move_mount", text("path")),
    READ_ONLY_PATH(37, Stage.INIT, "mount_setattr(MOUNT_ATTR_RDONLY)", text("path")),
    SET_SYSCTL(38, Stage.INIT, "write /proc/sys", text("path"), text("value")),
    SET_HOSTNAME(39, Stage.INIT, "sethostname", text("hostname")),
    /** For every file system that is made after it, procfs excepted: proc's labels are the policy's own. */
    LABEL_MOUNTS(48, Stage.INIT, "fsconfig(context)", text("context")),
    OPEN_TERMINAL(91, Stage.INIT, "ioctl(TIOCGPTPEER)", decimal("uid"), decimal("rows"), decimal("columns")),
    /** Of a template alone: PID 1 waits for the plan of a run, and goes on with that. */
    HOLD(43, Stage.INIT, "recvmsg(SCM_RIGHTS)"),
    /** Ids and capabilities are those of PID 1 from then on. */
    SPAWN_PAYLOAD(41, Stage.INIT, "clone3", decimal("uid"), decimal("gid"), bits("capabilities")),

    ARGUMENT(50, Stage.PAYLOAD, "execve argv", text("argument")),
    VARIABLE(51, Stage.PAYLOAD, "execve envp", text("variable")),
    EXEC_CANDIDATE(52, Stage.PAYLOAD, "execve path", text("path")),
    NEW_SESSION(53, Stage.PAYLOAD, "setsid"),
    TAKE_TERMINAL(92, Stage.PAYLOAD, "ioctl(TIOCSCTTY)"),
    SET_UMASK(54, Stage.PAYLOAD, "umask", octal("mask")),
    CHANGE_DIRECTORY(55, Stage.PAYLOAD, "chdir", text("path")),
    DROP_BOUNDING(56, Stage.PAYLOAD, "prctl(PR_CAPBSET_DROP)", bits("kept"), decimal("last")),
    SET_SECUREBITS(57, Stage.PAYLOAD, "prctl(PR_SET_SECUREBITS)", bits("securebits")),
    GROUP(58, Stage.PAYLOAD, "setgroups", decimal("gid")),
    SET_IDS(59, Stage.PAYLOAD, "setresuid", decimal("uid"), decimal("gid"), decimal("keepCapabilities")),
    SET_CAPABILITIES(60, Stage.PAYLOAD, "capset", bits("capabilities")),
    NO_NEW_PRIVS(61, Stage.PAYLOAD, "prctl(PR_SET_NO_NEW_PRIVS)"),
    LANDLOCK_RULESET(
            62,
            Stage.PAYLOAD,
            "landlock_create_ruleset",
            bits("filesystem"),
            bits("network"),
            bits("scoped"),
            decimal("size")),
    LANDLOCK_PATH(63, Stage.PAYLOAD, "landlock_add_rule", bits("access"), decimal("optional"), text("path")),
    LANDLOCK_PORT(74, Stage.PAYLOAD, "landlock_add_rule", bits("access"), decimal("port")),
    LANDLOCK_RESTRICT(64, Stage.PAYLOAD, "landlock_restrict_self"),
    SELINUX_EXEC_LABEL(65, Stage.PAYLOAD, "write attr/exec", text("label")),
    RESOLVE_EXECUTABLE(66, Stage.PAYLOAD, "faccessat2(X_OK)"),
    SET_RLIMIT(69, Stage.PAYLOAD, "prlimit64", decimal("resource"), decimal("soft"), decimal("hard")),
    SET_PERSONALITY(75, Stage.PAYLOAD, "personality", bits("persona")),
    SECCOMP(67, Stage.PAYLOAD, "seccomp(SECCOMP_SET_MODE_FILTER)", decimal("length"), bytes("program")),
    /** As SECCOMP, and PID 1 tells which calls were made. */
    SECCOMP_RECORD(70, Stage.PAYLOAD, "seccomp(SECCOMP_SET_MODE_FILTER)", decimal("length"), bytes("program")),
    EXECUTE(68, Stage.PAYLOAD, "execve"),

    COPY_OUT(93, Stage.COLLECT, "openat2(RESOLVE_IN_ROOT)", text("path")),

    REMOVE_DIRECTORY(80, Stage.TEARDOWN, "unlinkat(AT_REMOVEDIR)", slot("parent"), text("name"));

    private final int number;
    private final Stage stage;
    private final String call;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Operand> operands;

    Opcode(int number, Stage stage, String call, Operand... operands) {
        this.number = number;
        this.stage = stage;
        this.call = call;
        this.operands = List.of(operands);
    }

    int number() {
        return number;
    }

    public Stage stage() {
        return stage;
    }

    /** The system call behind it, for messages. */
    public String call() {
        return call;
    }

    List<Operand> operands() {
        return operands;
    }

    /** {@code mount-overlay} for {@link #MOUNT_OVERLAY}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
