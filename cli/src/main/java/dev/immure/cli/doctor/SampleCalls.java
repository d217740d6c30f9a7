package dev.immure.cli.doctor;

import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SystemCallTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * System calls that harm nobody, whatever filter they meet: bad descriptors, no pointers, flags that do not exist. A
 * profile says which of them must not happen; the probe makes these, and so shows whether the filter in force is that of
 * the profile.
 */
final class SampleCalls {
    private static final int ARGUMENTS = 6;
    private static final long NONE = -1;
    private static final long BIT_32 = 1L << 32;
    private static final long NEW_USER = 0x10000000L;
    private static final long TIOCSTI = 0x5412;

    /** Above every errno: the probe tells signals so. */
    private static final int SIGNALLED = 1000;

    private static final int SIGSYS = 31;

    /** For each, what comes before its arguments is their name in the kernel's table. */
    private static final List<Call> ALL = List.of(
            call("socket", 1, 1, 0),
            call("socket", 2, 1, 0),
            call("socket", 10, 2, 0),
            call("socket", 16, 3, 0),
            call("socket", BIT_32 | 16, 3, 0),
            call("socket", 17, 3, 0),
            call("socket", 38, 5, 0),
            call("socket", 40, 1, 0),
            call("socket", BIT_32 | 40, 1, 0),
            call("socketpair", 40, 1, 0, 0),
            call("bind", NONE, 0, 0),
            call("listen", NONE, 0),
            call("connect", NONE, 0, 0),
            call("ioctl", NONE, TIOCSTI, 0),
            call("ioctl", NONE, BIT_32 | TIOCSTI, 0),
            call("unshare", NEW_USER),
            call("unshare", BIT_32 | NEW_USER),
            call("setns", NONE, 0),
            call("clone3", 0, 0),
            call("personality", 0x0040000),
            call("personality", BIT_32 | 0x0040000),
            call("mount", 0, 0, 0, 0, 0),
            call("umount2", 0, NONE),
            call("pivot_root", 0, 0),
            call("chroot", 0),
            call("fsopen", 0, 0),
            call("fsmount", NONE, 0, 0),
            call("open_tree", NONE, 0, 1),
            call("move_mount", NONE, 0, NONE, 0, 0),
            call("mount_setattr", NONE, 0, 0, 0, 0),
            call("ptrace", NONE, 0, 0, 0),
            call("process_vm_readv", 0, 0, 0, 0, 0, 0),
            call("process_vm_writev", 0, 0, 0, 0, 0, 0),
            call("pidfd_getfd", NONE, NONE, 0),
            call("kcmp", 0, 0, NONE, 0, 0),
            call("add_key", 0, 0, 0, 0, 0),
            call("request_key", 0, 0, 0, 0),
            call("keyctl", NONE, 0, 0, 0, 0),
            call("bpf", NONE, 0, 0),
            call("perf_event_open", 0, 0, NONE, NONE, NONE),
            call("io_uring_setup", 0, 0),
            call("userfaultfd", NONE),
            call("init_module", 0, 0, 0),
            call("finit_module", NONE, 0, 0),
            call("delete_module", 0, NONE),
            call("kexec_load", 0, 0, 0, NONE),
            call("open_by_handle_at", NONE, 0, 0),
            call("name_to_handle_at", NONE, 0, 0, 0, 0),
            call("fanotify_init", NONE, 0),
            call("swapon", 0, 0),
            call("swapoff", 0),
            call("acct", NONE),
            call("settimeofday", NONE, NONE),
            call("clock_settime", NONE, 0),
            call("clock_adjtime", NONE, 0),
            call("iopl", NONE),
            call("ioperm", NONE, NONE, 1),
            call("modify_ldt", NONE, 0, 0),
            call("quotactl", NONE, 0, 0, 0),
            call("syslog", NONE, 0, 0),
            call("mincore", NONE, 0, 0),
            call("vmsplice", NONE, 0, 0, 0),
            call("splice", NONE, 0, NONE, 0, 0, 0),
            call("move_pages", 0, 0, 0, 0, 0, NONE),
            call("migrate_pages", 0, 0, 0, 0),
            call("mbind", NONE, 0, NONE, 0, 0, NONE),
            call("shmget", 0, 0, NONE),
            call("semget", 0, NONE, 0),
            call("msgget", NONE, 0),
            call("mq_open", 0, 0, 0, 0),
            call("mlock", 0, 0),
            call("mlockall", NONE),
            call("inotify_init1", NONE),
            call("chown", 0, 0, 0),
            call("fchown", NONE, 0, 0),
            call("setuid", NONE),
            call("setgid", NONE),
            call("setgroups", NONE, 0),
            call("mknod", 0, 0, 0),
            call("memfd_secret", NONE),
            call("landlock_create_ruleset", NONE, 0, NONE));

    private SampleCalls() {}

    private record Call(String name, List<Long> registers) {
        /** As the probe takes it: all numbers unsigned. */
        String specification() {
            return SystemCallTable.number(name).orElseThrow() + ","
                    + registers.stream().map(Long::toUnsignedString).collect(Collectors.joining(","));
        }

        String text() {
            return name
                    + registers.stream()
                            .map(register -> "0x" + Long.toHexString(register))
                            .collect(Collectors.joining(", ", "(", ")"));
        }
    }

    private static Call call(String name, long... arguments) {
        return new Call(
                name, LongStream.of(Arrays.copyOf(arguments, ARGUMENTS)).boxed().toList());
    }

    /** A call that the profile refuses: how the probe and how people name it, and what it must come to. */
    record Refused(String specification, String text, int result) {}

    /** By specification. */
    static Map<String, Refused> refusedBy(SeccompProfile profile) {
        Map<String, Refused> refused = new LinkedHashMap<>();
        for (Call call : ALL) {
            SeccompAction action = profile.actionFor(
                    SystemCallTable.number(call.name()).orElseThrow(),
                    call.registers().stream().mapToLong(Long::longValue).toArray());
            if (action.refuses()) {
                refused.put(call.specification(), new Refused(call.specification(), call.text(), result(action)));
            }
        }
        return refused;
    }

    private static int result(SeccompAction action) {
        return switch (action) {
            case SeccompAction.Errno errno -> errno.number();
            case SeccompAction.Fixed ignored -> SIGNALLED + SIGSYS;
        };
    }
}
