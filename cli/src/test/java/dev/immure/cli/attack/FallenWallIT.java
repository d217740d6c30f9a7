package dev.immure.cli.attack;

import static dev.immure.cli.attack.PlanEdits.NEW_CGROUP;
import static dev.immure.cli.attack.PlanEdits.NEW_IPC;
import static dev.immure.cli.attack.PlanEdits.NEW_NET;
import static dev.immure.cli.attack.PlanEdits.NEW_PID;
import static dev.immure.cli.attack.PlanEdits.NEW_UTS;
import static dev.immure.cli.attack.PlanEdits.allCapabilities;
import static dev.immure.cli.attack.PlanEdits.edit;
import static dev.immure.cli.attack.PlanEdits.edited;
import static dev.immure.cli.attack.PlanEdits.noFilter;
import static dev.immure.cli.attack.PlanEdits.noLandlock;
import static dev.immure.cli.attack.PlanEdits.numbers;
import static dev.immure.cli.attack.PlanEdits.shared;
import static dev.immure.cli.attack.PlanEdits.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.pipeline.WeakenedRun;
import dev.immure.core.ImmureException;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import dev.immure.core.resource.ResourceLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each wall taken away once, and the very attempt that it stopped says OPEN: so the tests of {@link WallsIT} can fail.
 * Where two walls guard one thing, the test names both. The user namespace always stands, and nothing is tried here that
 * could reach the machine even so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FallenWallIT {
    private static final long CORE = 4;
    private static final int FORK_ATTEMPTS = 2000;

    private final Range range;

    FallenWallIT(@TempDir Path folder) throws IOException {
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    @Test
    void keptCapabilitiesLetItBecomeRootOfTheSandbox() {
        assertOpens(allCapabilities(), "user.setuid", "user.setgroups");
    }

    /** The system call filter, and the limit of zero user namespaces. */
    @Test
    void withoutFilterAndNamespaceLimitAUserNamespaceIsMade() {
        assertOpens(noFilter().andThen(without(Opcode.SET_SYSCTL)), "user.unshare", "user.clone", "user.clone3");
    }

    @Test
    void withoutFilterAndWithCapabilitiesNamespacesAreMadeAndTheRootIsChanged() {
        assertOpens(noFilter().andThen(allCapabilities()), "mount.unshare", "mount.chroot", "uts.sethostname");
    }

    /** Landlock forbids every change of mounts too: all three must be gone. */
    @Test
    void withoutFilterAndLandlockAndWithCapabilitiesFileSystemsAreMounted() {
        assertOpens(
                noFilter().andThen(noLandlock()).andThen(allCapabilities()),
                "mount.mount",
                "mount.fsopen",
                "mount.move_mount");
    }

    @Test
    void withoutFilterAndCapabilitiesTheLandlockRulesStillStopMounts() {
        assertHolds(noFilter().andThen(allCapabilities()), "mount.mount", "mount.pivot_root");
    }

    @Test
    void withoutANetworkNamespaceTheHostsInterfacesAreThere() {
        assertOpens(shared(NEW_NET).andThen(without(Opcode.LOOPBACK_UP)), "net.namespace");
    }

    @Test
    void withoutAnIpcNamespaceItIsTheHosts() {
        assertOpens(shared(NEW_IPC), "ipc.namespace");
    }

    @Test
    void withoutAUtsNamespaceItIsTheHosts() {
        assertOpens(shared(NEW_UTS).andThen(without(Opcode.SET_HOSTNAME)), "uts.namespace");
    }

    @Test
    void withoutACgroupNamespaceItIsTheHosts() {
        assertOpens(shared(NEW_CGROUP), "cgroup.namespace", "cgroup.path");
    }

    @Test
    void withoutATimeNamespaceTheHostsStartIsSeen() {
        assertOpens(without(Opcode.MAKE_TIME_NAMESPACE), "time.namespace", "time.boottime");
    }

    /** The kernel lets nobody mount a PID namespace's /proc who does not own it. */
    @Test
    void withoutAPidNamespaceTheLaunchFails() {
        ImmureException refused =
                catchThrowableOfType(ImmureException.class, () -> weakened(shared(NEW_PID), tour("pid")));
        assertThat(refused.fault().code().id()).isEqualTo("IMM-LAUNCH-PROC-MASKED");
    }

    @Test
    void withoutTheFilterSpecialSocketsOpen() {
        assertOpens(noFilter(), "net.netlink", "net.netlink-bit32");
    }

    @Test
    void capabilitiesThatAreKeptAreFound() {
        assertOpens(allCapabilities(), "capabilities.held", "capabilities.bounding");
    }

    @Test
    void aBoundingSetThatIsKeptIsFound() {
        assertOpens(without(Opcode.DROP_BOUNDING), "capabilities.bounding");
    }

    /** Without it the kernel takes neither filter nor Landlock rules from an unprivileged process (seccomp(2)). */
    @Test
    void withoutNoNewPrivilegesAndWhatDependsOnItTheFlagIsMissed() {
        assertOpens(noFilter().andThen(noLandlock()).andThen(without(Opcode.NO_NEW_PRIVS)), "no_new_privs.flag");
    }

    @Test
    void withoutTheFilterItsCallsReachTheKernel() {
        assertOpens(
                noFilter(),
                "seccomp.mode",
                "seccomp.i386",
                "seccomp.ptrace",
                "seccomp.process_vm_readv",
                "seccomp.pidfd_getfd",
                "seccomp.setns",
                "seccomp.keyctl",
                "seccomp.add_key",
                "seccomp.request_key",
                "seccomp.personality",
                "seccomp.personality-bit32",
                "seccomp.tiocsti",
                "seccomp.tiocsti-bit32",
                "seccomp.tioclinux");
    }

    /** The filter has no rule for the device number of a whiteout; Landlock's right to make devices stops it. */
    @Test
    void withoutFilterAndLandlockAWhiteoutIsMade() {
        assertOpens(noFilter().andThen(noLandlock()), "landlock.whiteout");
    }

    @Test
    void landlockAloneStopsAWhiteout() {
        assertHolds(noFilter(), "landlock.whiteout");
    }

    @Test
    void withoutMasksTheKernelsSecretsAreRead() {
        assertOpens(without(Opcode.MASK_PATH), "files.masked");
    }

    @Test
    void rootOfTheSandboxOnAWritableRootWithoutLandlockWritesToUsr() {
        assertOpens(
                noLandlock()
                        .andThen(without(Opcode.SET_READ_ONLY))
                        .andThen(edit(Opcode.SET_IDS, op -> numbers(op, 0L, 0L, 0L))),
                List.of("files.create", "/usr"));
    }

    @Test
    void withoutReadOnlyPathsTheKernelsSettingsAreMountedWritable() {
        assertThat(mountOf(UnaryOperator.identity(), "/proc/sys"))
                .hasValueSatisfying(o -> assertThat(o).startsWith("ro"));
        assertThat(mountOf(without(Opcode.READ_ONLY_PATH), "/proc/sys")).isEmpty();
    }

    @Test
    void aGreaterDiskQuotaIsUsed() {
        List<String> fill = List.of("disk.fill", "/dev/shm", "100000000");
        assertHolds(UnaryOperator.identity(), fill);
        assertOpens(
                edit(
                        Opcode.MOUNT_TMPFS,
                        op -> op.texts().getFirst().asText().equals("/dev/shm") ? sized(op, 1 << 27) : op),
                fill);
    }

    @Test
    void withoutAProcessLimitProcessesAreMade() {
        RunWish wish = tour("limits.fork");
        WeakenedRun.Outcome outcome = new WeakenedRun(
                        range.setting(),
                        UnaryOperator.identity(),
                        limits -> ResourceLimits.of(1L << 30, FORK_ATTEMPTS + 100))
                .run(wish);
        assertThat(outcome.lines()).singleElement().satisfies(FallenWallIT::isOpen);
    }

    @Test
    void aCoreLimitOfMoreThanAByteIsFound() {
        assertOpens(
                plan -> new LaunchPlan(
                        plan.ops().stream().map(FallenWallIT::withCore).toList(), plan.handles(), plan.totalSlots()),
                "limits.core");
    }

    @Test
    void withoutASessionOfItsOwnItHasTheCallers() {
        assertOpens(without(Opcode.NEW_SESSION), "session.own");
    }

    @Test
    void moreVariablesAreFound() {
        assertOpens(
                plan -> edited(plan, op -> op.opcode() == Opcode.VARIABLE ? Stream.of(op, op, op, op) : Stream.of(op)),
                "environment.minimal");
    }

    private void assertOpens(Function<LaunchPlan, LaunchPlan> change, String... attempts) {
        for (String attempt : attempts) {
            assertOpens(change, List.of(attempt));
        }
    }

    private void assertOpens(Function<LaunchPlan, LaunchPlan> change, List<String> attempt) {
        assertThat(weakened(change, tour(attempt.toArray(String[]::new))))
                .as(attempt.toString())
                .singleElement()
                .satisfies(FallenWallIT::isOpen);
    }

    private void assertHolds(Function<LaunchPlan, LaunchPlan> change, String... attempts) {
        for (String attempt : attempts) {
            assertHolds(change, List.of(attempt));
        }
    }

    private void assertHolds(Function<LaunchPlan, LaunchPlan> change, List<String> attempt) {
        assertThat(weakened(change, tour(attempt.toArray(String[]::new))))
                .as(attempt.toString())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("\tstopped"));
    }

    private static void isOpen(String line) {
        assertThat(line).contains("\tOPEN");
    }

    /** The options of the mount at a path inside; empty where nothing is mounted there. */
    private Optional<String> mountOf(Function<LaunchPlan, LaunchPlan> change, String path) {
        return weakened(change, range.wish("mounts")).stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > 5 && fields[4].equals(path))
                .map(fields -> fields[5])
                .findFirst();
    }

    private List<String> weakened(Function<LaunchPlan, LaunchPlan> change, RunWish wish) {
        return new WeakenedRun(range.setting(), change::apply, UnaryOperator.identity())
                .run(wish)
                .lines();
    }

    private RunWish tour(String... attempt) {
        return range.wish(Range.probe(attempt));
    }

    private static PlanOp sized(PlanOp tmpfs, long bytes) {
        List<Long> numbers = new ArrayList<>(tmpfs.numbers());
        numbers.set(0, bytes);
        return new PlanOp(tmpfs.opcode(), numbers, tmpfs.texts());
    }

    /** Whichever operations set it: the last number of each is the hard limit. */
    private static PlanOp withCore(PlanOp op) {
        boolean core = op.opcode().label().endsWith("rlimit") && op.numbers().getFirst() == CORE;
        return core
                ? new PlanOp(
                        op.opcode(),
                        op.numbers().stream()
                                .map(n -> n == CORE ? n : Long.valueOf(2))
                                .collect(Collectors.toList()),
                        op.texts())
                : op;
    }
}
