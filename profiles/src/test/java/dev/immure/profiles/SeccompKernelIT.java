package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.bpf.BpfEmulator;
import dev.immure.bpf.KernelProbe;
import dev.immure.bpf.KernelProbe.Call;
import dev.immure.core.launch.SeccompFilter;
import dev.immure.core.runtime.BpfProgram;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default profile on the real kernel: what the emulator said is what the kernel does. */
class SeccompKernelIT {
    private static final long HIGH_BIT = 1L << 32;

    /**
     * uretprobe and uprobe: kernels from 6.14 on do not ask filters about them (seccomp_uprobe_exception in
     * kernel/seccomp.c), since a program that somebody traces would die of it. They do something only when the kernel's
     * own trampoline calls them; from anywhere else it is SIGILL or ENXIO.
     */
    private static final Set<Integer> UNFILTERED = Set.of(335, 336);

    private static final String EPERM = "errno 1";
    private static final String EBADF = "errno 9";
    private static final String EFAULT = "errno 14";
    private static final String EINVAL = "errno 22";
    private static final String ENOSYS = "errno 38";
    private static final String SIGSYS = "signal 31";

    @TempDir
    Path folder;

    private KernelProbe probe;

    @BeforeEach
    void compileTheProbe() throws Exception {
        probe = new KernelProbe(folder);
    }

    private record Case(Call call, String expected) {}

    private static Case when(String name, String expected, long... arguments) {
        return new Case(Call.of(ShippedFilters.number(name), arguments), expected);
    }

    /**
     * Arguments that would fail in another way, or do no harm, if the filter let them through: EBADF and EFAULT tell that
     * the kernel has looked at them.
     */
    private static List<Case> cases() {
        long nowhere = -1;
        return List.of(
                when("read", EBADF, nowhere),
                when("ioctl", EBADF, nowhere, 0x5401),
                when("ioctl", EBADF, nowhere, 0x5413),
                when("ioctl", EBADF, nowhere, 0x541b),
                when("ioctl", EPERM, nowhere, 0x5412),
                when("ioctl", EPERM, nowhere, 0x541c),
                when("ioctl", EPERM, nowhere, 0x5423),
                when("ioctl", EPERM, nowhere, 0x5412 | HIGH_BIT),
                when("ioctl", EPERM, nowhere, 0x541c | HIGH_BIT),
                when("ioctl", EPERM, nowhere, 0xffffffff_00005412L),
                when("ioctl", EBADF, nowhere, 0x5401 | HIGH_BIT),
                when("socket", EPERM, 40, 1, 0),
                when("socket", EPERM, 40 | HIGH_BIT, 1, 0),
                when("socket", EPERM, 38, 5, 0),
                when("socket", EPERM, 16, 3, 0),
                when("socket", EPERM, 17, 3, 0),
                when("socket", EPERM, 2, 3, 255),
                when("socket", EPERM, 2, 1, 132),
                when("socket", EPERM, 2, 1, 132 | HIGH_BIT),
                when("socket", EPERM, 2, 6, 0),
                when("socketpair", EFAULT, 1, 1, 0, 0),
                when("socketpair", EFAULT, 1 | HIGH_BIT, 1, 0, 0),
                when("socketpair", EPERM, 2, 1, 0, 0),
                when("setsockopt", EBADF, nowhere, 1, 2),
                when("setsockopt", EPERM, nowhere, 1, 26),
                when("setsockopt", EPERM, nowhere, 1 | HIGH_BIT, 50 | HIGH_BIT),
                when("personality", EPERM, 0x40000),
                when("personality", EPERM, 0x40000 | HIGH_BIT),
                when("mknod", EFAULT, 0, 0x1000),
                when("mknod", EPERM, 0, 0x2000),
                when("mknod", EPERM, 0, 0x6000 | HIGH_BIT),
                when("mknodat", EFAULT, -100, 0, 0x1000),
                when("mknodat", EPERM, -100, 0, 0x2000),
                when("clone", EINVAL, 0x800),
                when("clone", EPERM, 0x10000011),
                when("clone", EPERM, 0x10000011 | HIGH_BIT),
                when("clone", EPERM, 0x20000011),
                when("clone3", ENOSYS, 0, 0),
                when("unshare", EPERM, 0),
                when("unshare", EPERM, 0x10000000),
                when("setns", EPERM, nowhere),
                when("madvise", "returned 0", 0, 0, 4),
                when("madvise", EPERM, 0, 0, 12),
                when("madvise", EPERM, 0, 0, 12 | HIGH_BIT),
                when("prctl", "returned 1", 39),
                when("prctl", "returned 1", 39 | HIGH_BIT),
                when("prctl", EPERM, 35),
                when("prctl", EPERM, 35 | HIGH_BIT),
                when("arch_prctl", EFAULT, 0x1003, 8),
                when("arch_prctl", EPERM, 0x2001),
                when("openat2", EINVAL, -100),
                when("faccessat2", EFAULT, -100),
                when("fchmodat2", EFAULT, -100),
                when("getrandom", "returned 0"),
                when("seccomp", EFAULT, 2),
                when("landlock_create_ruleset", EINVAL, 0, 0, -1),
                when("io_uring_setup", ENOSYS),
                when("memfd_secret", ENOSYS),
                when("futex_waitv", ENOSYS),
                when("msgget", ENOSYS),
                when("bpf", EPERM),
                when("ptrace", EPERM),
                when("mount", EPERM),
                when("fsopen", EPERM),
                when("open_tree", EPERM, nowhere),
                when("keyctl", EPERM),
                when("add_key", EPERM),
                when("perf_event_open", EPERM),
                when("userfaultfd", EPERM),
                when("process_vm_readv", EPERM),
                when("open_by_handle_at", EPERM, nowhere),
                when("modify_ldt", EPERM));
    }

    @Test
    void theKernelDoesWhatTheEmulatorSays() throws Exception {
        List<Case> cases = cases();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(60);
        BpfProgram filter = ShippedFilters.DEFAULT.program();
        List<String> results = probe.make(filter, cases.stream().map(Case::call).toList());
        BpfEmulator emulator = new BpfEmulator(filter);
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            assertThat(results.get(i)).as("%s", one.call()).isEqualTo(one.expected());
            int answer = emulator.run((int) one.call().number(), registers(one.call()));
            boolean refused = one.expected().equals(EPERM) || one.expected().equals(ENOSYS);
            assertThat(answer != ShippedFilters.ALLOW).as("%s", one.call()).isEqualTo(refused);
        }
    }

    @Test
    void opensTheSocketsItAllows() throws Exception {
        List<Call> calls = List.of(
                Call.of(ShippedFilters.number("socket"), 1, 1, 0),
                Call.of(ShippedFilters.number("socket"), 1 | HIGH_BIT, 1, 0),
                Call.of(ShippedFilters.number("socket"), 2, 1 | 0x80000, 6),
                Call.of(ShippedFilters.number("socket"), 10, 2, 17));
        assertThat(probe.make(ShippedFilters.DEFAULT.program(), calls)).allMatch(r -> r.startsWith("returned "));
        assertThat(probe.make(ShippedFilters.STRICT.program(), calls)).containsOnly("errno 97");
    }

    @Test
    void theKernelKillsCallsOfOtherAbis() throws Exception {
        List<Call> calls = new ArrayList<>();
        for (int number : new int[] {0, 1, 3, 20, 39, 102, 165, 370}) {
            calls.add(new Call("i386", number, List.of()));
            calls.add(Call.of(number | 0x40000000L, -1));
        }
        assertThat(probe.make(ShippedFilters.DEFAULT.program(), calls)).containsOnly(SIGSYS);
    }

    @Test
    void bitsAboveTheNumberChangeNothing() throws Exception {
        // The kernel takes the number from eax, not rax (entry_64.S), and shows the filter the same.
        List<Call> calls = List.of(
                Call.of(165 | HIGH_BIT),
                Call.of(0 | HIGH_BIT, -1),
                Call.of(0xffffffffL),
                Call.of(0xffffffff_ffffffffL));
        assertThat(probe.make(ShippedFilters.DEFAULT.program(), calls)).containsExactly(EPERM, EBADF, EPERM, EPERM);
    }

    /** With errors no kernel code gives, so that it can only have been the filter. */
    @Test
    void refusesEveryNumberThatTheEmulatorRefuses() throws Exception {
        SeccompProfile shipped = ShippedFilters.DEFAULT.profile();
        BpfProgram filter = SeccompFilter.compile(
                new SeccompProfile(new SeccompAction.Errno(4001), new SeccompAction.Errno(4002), shipped.rules()));
        BpfEmulator emulator = new BpfEmulator(filter);
        List<Call> calls = new ArrayList<>();
        for (int number = 0; number < 600; number++) {
            if (emulator.run(number) != ShippedFilters.ALLOW && !UNFILTERED.contains(number)) {
                calls.add(Call.of(number));
            }
        }
        List<String> results = probe.make(filter, calls);
        for (int i = 0; i < results.size(); i++) {
            int number = (int) calls.get(i).number();
            assertThat(results.get(i))
                    .as("system call %d", number)
                    .isEqualTo("errno " + (emulator.run(number) & 0xffff));
        }
        assertThat(results).contains("errno 4001", "errno 4002", ENOSYS).hasSizeGreaterThan(350);
    }

    private static long[] registers(Call call) {
        return Arrays.copyOf(
                call.arguments().stream().mapToLong(Long::longValue).toArray(), 6);
    }
}
