package dev.immure.profiles;

import static dev.immure.profiles.ShippedFilters.ALLOW;
import static dev.immure.profiles.ShippedFilters.DEFAULT;
import static dev.immure.profiles.ShippedFilters.DEFAULT_NETWORKED;
import static dev.immure.profiles.ShippedFilters.ENOSYS;
import static dev.immure.profiles.ShippedFilters.EPERM;
import static dev.immure.profiles.ShippedFilters.KILL;
import static dev.immure.profiles.ShippedFilters.STRICT;
import static dev.immure.profiles.ShippedFilters.STRICT_NETWORKED;
import static dev.immure.profiles.ShippedFilters.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.bpf.BpfEmulator;
import dev.immure.profiles.ShippedFilters.Filter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must be refused and what must work, written down by hand a second time: numbers from the kernel's headers, not
 * from the profile.
 */
class SeccompWallsTest {
    private static final long HIGH_BIT = 1L << 32;
    private static final long ALL_HIGH_BITS = 0xffffffff_00000000L;

    /** The others stand on these: SeccompRulesTest shows that they allow nothing more. */
    static List<Filter> all() {
        return List.of(DEFAULT, DEFAULT_NETWORKED, STRICT, STRICT_NETWORKED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mount",
                "umount2",
                "pivot_root",
                "chroot",
                "fsopen",
                "fsconfig",
                "fsmount",
                "fspick",
                "move_mount",
                "open_tree",
                "mount_setattr",
                "setns",
                "unshare",
                "keyctl",
                "add_key",
                "request_key",
                "userfaultfd",
                "bpf",
                "perf_event_open",
                "ptrace",
                "process_vm_readv",
                "process_vm_writev",
                "pidfd_getfd",
                "kcmp",
                "kexec_load",
                "kexec_file_load",
                "init_module",
                "finit_module",
                "delete_module",
                "create_module",
                "query_module",
                "swapon",
                "swapoff",
                "reboot",
                "open_by_handle_at",
                "name_to_handle_at",
                "quotactl",
                "quotactl_fd",
                "acct",
                "iopl",
                "ioperm",
                "modify_ldt",
                "settimeofday",
                "clock_settime",
                "adjtimex",
                "clock_adjtime",
                "syslog",
                "lookup_dcookie",
                "nfsservctl",
                "fanotify_init",
                "fanotify_mark",
                "move_pages",
                "migrate_pages",
                "vhangup",
                "sethostname",
                "setdomainname",
                "vmsplice",
                "mincore",
                "sysfs",
                "uselib",
                "ustat",
                "sync",
                "syncfs",
                "remap_file_pages",
                "get_robust_list",
                "uprobe",
                "uretprobe"
            })
    void refusesForEveryArgument(String call) {
        for (Filter filter : all()) {
            for (long argument : new long[] {0, 1, -1, HIGH_BIT, ALL_HIGH_BITS}) {
                assertThat(filter.answer(call, argument, argument, argument, argument, argument, argument))
                        .as("%s, %s", filter, call)
                        .isEqualTo(EPERM);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clone3",
                "io_uring_setup",
                "io_uring_enter",
                "io_uring_register",
                "io_setup",
                "io_submit",
                "memfd_secret",
                "futex_waitv",
                "cachestat",
                "statmount",
                "setxattrat",
                "file_getattr",
                "mbind",
                "get_mempolicy",
                "msgsnd",
                "mq_open",
                "preadv2"
            })
    void looksLikeAKernelWithout(String call) {
        for (Filter filter : all()) {
            assertThat(filter.answer(call)).as("%s, %s", filter, call).isEqualTo(ENOSYS);
            assertThat(filter.answer(call, -1, -1, -1, -1, -1, -1))
                    .as("%s, %s", filter, call)
                    .isEqualTo(ENOSYS);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void killsEveryCallOfI386AndOfX32(Filter filter) {
        BpfEmulator emulator = new BpfEmulator(filter.program());
        for (int number = 0; number < 1024; number++) {
            assertThat(emulator.runAs(BpfEmulator.I386, number)).isEqualTo(KILL);
            assertThat(emulator.run(number | 0x40000000)).isEqualTo(KILL);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void makesNoNamespaceByClone(Filter filter) {
        long sigchld = 17;
        long thread = 0x3d0f00; // what pthread_create passes
        long spawn = 0x4111; // CLONE_VM | CLONE_VFORK | SIGCHLD
        for (long flags : new long[] {0, sigchld, thread, spawn, thread | HIGH_BIT}) {
            assertThat(filter.answer("clone", flags)).isEqualTo(ALLOW);
        }
        long[] namespaces = {
            0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x00000080
        };
        for (long namespace : namespaces) {
            for (long high : new long[] {0, HIGH_BIT, ALL_HIGH_BITS}) {
                assertThat(filter.answer("clone", namespace | sigchld | high))
                        .as("clone flags 0x%x", namespace | sigchld | high)
                        .isEqualTo(EPERM);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void doesNotTypeIntoTheTerminal(Filter filter) {
        for (long request : new long[] {0x5412, 0x541c, 0x5423}) {
            for (long high : new long[] {0, HIGH_BIT, 1L << 63, ALL_HIGH_BITS}) {
                assertThat(filter.answer("ioctl", 0, request | high))
                        .as("ioctl request 0x%x", request | high)
                        .isEqualTo(EPERM);
            }
        }
    }

    @Test
    void allowsEveryOtherRequestUpToSixteenBits() {
        BpfEmulator emulator = new BpfEmulator(DEFAULT.program());
        Set<Integer> refused = Set.of(0x5412, 0x541c, 0x5423);
        for (int request = 0; request <= 0xffff; request++) {
            int expected = refused.contains(request) ? EPERM : ALLOW;
            assertThat(emulator.run(number("ioctl"), 0, request)).isEqualTo(expected);
        }
        assertThat(emulator.run(number("ioctl"), 0, 0x80045430L)).as("TIOCGPTN").isEqualTo(ALLOW);
        assertThat(emulator.run(number("ioctl"), 0, 0xffffffffL)).isEqualTo(ALLOW);
    }

    @Test
    void knowsThreeSocketFamiliesAndOneMoreWithANetwork() {
        long stream = 1;
        for (long family = 0; family < 64; family++) {
            for (long high : new long[] {0, HIGH_BIT, ALL_HIGH_BITS}) {
                boolean ordinary = family == 1 || family == 2 || family == 10;
                assertThat(DEFAULT.answer("socket", family | high, stream, 0))
                        .as("family 0x%x", family | high)
                        .isEqualTo(ordinary ? ALLOW : EPERM);
                assertThat(DEFAULT_NETWORKED.answer("socket", family | high, stream, 0))
                        .as("family 0x%x", family | high)
                        .isEqualTo(ordinary || family == 16 ? ALLOW : EPERM);
                assertThat(STRICT.answer("socket", family | high, stream, 0)).isNotEqualTo(ALLOW);
                assertThat(DEFAULT.answer("socketpair", family | high, stream, 0))
                        .isEqualTo(family == 1 ? ALLOW : EPERM);
            }
        }
    }

    @Test
    void opensNoRawSocketAndNoRareProtocol() {
        long inet = 2;
        long cloexecNonblock = 0x80800;
        assertThat(DEFAULT.answer("socket", inet, 1 | cloexecNonblock, 6))
                .as("TCP")
                .isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("socket", inet, 2 | cloexecNonblock, 17))
                .as("UDP")
                .isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("socket", inet, 1, 262)).as("MPTCP").isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("socket", inet, 3, 255)).as("SOCK_RAW").isEqualTo(EPERM);
        assertThat(DEFAULT.answer("socket", inet, 1, 132)).as("SCTP").isEqualTo(EPERM);
        assertThat(DEFAULT.answer("socket", inet, 1, 132 | HIGH_BIT)).as("SCTP").isEqualTo(EPERM);
        assertThat(DEFAULT.answer("socket", inet, 6, 33)).as("DCCP").isEqualTo(EPERM);
        assertThat(DEFAULT.answer("socket", inet, 6, 0)).as("DCCP by default").isEqualTo(EPERM);
    }

    @Test
    void asksNetlinkForRoutesOnly() {
        for (long protocol = 1; protocol < 32; protocol++) {
            assertThat(DEFAULT_NETWORKED.answer("socket", 16, 3, protocol)).isEqualTo(EPERM);
            assertThat(DEFAULT_NETWORKED.answer("socket", 16, 3, protocol | HIGH_BIT))
                    .isEqualTo(EPERM);
        }
    }

    @Test
    void makesNoDeviceNode() {
        for (long high : new long[] {0, 0x10000, HIGH_BIT}) {
            assertThat(DEFAULT.answer("mknod", 0, 0x1000 | high | 0600))
                    .as("FIFO")
                    .isEqualTo(ALLOW);
            assertThat(DEFAULT.answer("mknod", 0, 0x8000 | high | 0600))
                    .as("file")
                    .isEqualTo(ALLOW);
            assertThat(DEFAULT.answer("mknod", 0, 0x2000 | high | 0600))
                    .as("character device")
                    .isEqualTo(EPERM);
            assertThat(DEFAULT.answer("mknod", 0, 0x6000 | high | 0600))
                    .as("block device")
                    .isEqualTo(EPERM);
            assertThat(DEFAULT.answer("mknodat", 0, 0, 0x2000 | high))
                    .as("character device")
                    .isEqualTo(EPERM);
            assertThat(DEFAULT.answer("mknodat", 0, 0, 0x6000 | high))
                    .as("block device")
                    .isEqualTo(EPERM);
        }
    }

    @Test
    void keepsTheLayoutOfAddressesRandom() {
        assertThat(DEFAULT.answer("personality", 0)).isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("personality", 0xffffffffL)).isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("personality", -1)).isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("personality", 0x40000))
                .as("ADDR_NO_RANDOMIZE")
                .isEqualTo(EPERM);
        assertThat(DEFAULT.answer("personality", 0x40000 | HIGH_BIT)).isEqualTo(EPERM);
    }

    @Test
    void attachesNoFilterToASocket() {
        for (long option : new long[] {26, 50, 51, 52}) {
            assertThat(DEFAULT.answer("setsockopt", 3, 1, option)).isEqualTo(EPERM);
            assertThat(DEFAULT.answer("setsockopt", 3, 1 | HIGH_BIT, option | ALL_HIGH_BITS))
                    .isEqualTo(EPERM);
            assertThat(DEFAULT.answer("setsockopt", 3, 6, option))
                    .as("another level")
                    .isEqualTo(ALLOW);
        }
        assertThat(DEFAULT.answer("setsockopt", 3, 1, 2)).as("SO_REUSEADDR").isEqualTo(ALLOW);
    }

    @Test
    void mergesNoPages() {
        assertThat(DEFAULT.answer("madvise", 0, 0, 12)).as("MADV_MERGEABLE").isEqualTo(EPERM);
        assertThat(DEFAULT.answer("madvise", 0, 0, 12 | HIGH_BIT)).isEqualTo(EPERM);
        assertThat(DEFAULT.answer("prctl", 67)).as("PR_SET_MEMORY_MERGE").isEqualTo(EPERM);
        for (long advice : new long[] {0, 4, 8, 11, 13, 14, 25, 102, 103, 4 | HIGH_BIT}) {
            assertThat(DEFAULT.answer("madvise", 0, 0, advice)).isEqualTo(ALLOW);
        }
        assertThat(DEFAULT.answer("madvise", 0, 0, 100)).as("MADV_HWPOISON").isEqualTo(EPERM);
    }

    @Test
    void setsOnlyHarmlessProcessOptions() {
        assertThat(DEFAULT.answer("prctl", 38, 1)).as("PR_SET_NO_NEW_PRIVS").isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("prctl", 15)).as("PR_SET_NAME").isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("prctl", 35)).as("PR_SET_MM").isEqualTo(EPERM);
        assertThat(DEFAULT.answer("prctl", 35 | HIGH_BIT)).isEqualTo(EPERM);
        assertThat(DEFAULT.answer("prctl", 0x59616d61)).as("PR_SET_PTRACER").isEqualTo(EPERM);
        assertThat(DEFAULT.answer("arch_prctl", 0x1002)).as("ARCH_SET_FS").isEqualTo(ALLOW);
        assertThat(DEFAULT.answer("arch_prctl", 0x2001)).as("ARCH_MAP_VDSO_X32").isEqualTo(EPERM);
    }

    @ParameterizedTest
    @MethodSource("all")
    void letsOrdinaryWorkBeDone(Filter filter) {
        for (String call : List.of(
                "read",
                "write",
                "openat",
                "close",
                "mmap",
                "brk",
                "futex",
                "execve",
                "exit_group",
                "wait4",
                "kill",
                "rt_sigaction",
                "getrandom",
                "clock_gettime",
                "epoll_wait",
                "pipe2",
                "socketpair",
                "sendmsg",
                "rename",
                "unlink",
                "fork",
                "vfork",
                "statx",
                "faccessat2",
                "rseq",
                "prlimit64",
                "seccomp",
                "landlock_restrict_self")) {
            assertThat(filter.answer(call, 1, 1, 0)).as("%s, %s", filter, call).isEqualTo(ALLOW);
        }
    }
}
