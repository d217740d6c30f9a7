package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of the order in every plan, whatever the golden files say. */
class PlanOrderTest {
    static Stream<LaunchPlan> plans() {
        SpecBuilder old = SpecBuilder.full();
        old.landlockAbi = 1;
        SpecBuilder root = new SpecBuilder();
        root.user = new ContainerUser(0, 0, List.of());
        return Stream.of(
                        new SpecBuilder(),
                        SpecBuilder.full(),
                        old,
                        root,
                        SpecBuilder.ofCaller(SpecBuilder.SUBORDINATE),
                        SpecBuilder.ofCaller(SpecBuilder.SINGLE))
                .map(SpecBuilder::compile);
    }

    static Stream<LaunchPlan> plansOfRoot() {
        return plans().filter(plan -> opcodes(plan).contains(Opcode.CLONE_MOUNT));
    }

    static Stream<LaunchPlan> plansOfOthers() {
        return plans().filter(plan -> !opcodes(plan).contains(Opcode.CLONE_MOUNT));
    }

    private static int first(LaunchPlan plan, Opcode opcode) {
        int index = opcodes(plan).indexOf(opcode);
        assertThat(index).as("%s is in the plan", opcode).isNotNegative();
        return index;
    }

    private static int last(LaunchPlan plan, Opcode opcode) {
        return opcodes(plan).lastIndexOf(opcode);
    }

    private static List<Opcode> opcodes(LaunchPlan plan) {
        return plan.ops().stream().map(PlanOp::opcode).toList();
    }

    /** Every occurrence of the one stands before every occurrence of the other; the first may be missing. */
    private static void assertBefore(LaunchPlan plan, Opcode one, Opcode other) {
        assertThat(last(plan, one)).as("%s before %s", one, other).isLessThan(first(plan, other));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theCgroupIsJoinedBeforeAnythingForksAndBeforeTheUserNamespace(LaunchPlan plan) {
        assertThat(opcodes(plan)).contains(Opcode.JOIN_CGROUP);
        assertThat(first(plan, Opcode.JOIN_CGROUP)).isEqualTo(first(plan, Opcode.SPAWN_STAGE) + 1);
        assertBefore(plan, Opcode.JOIN_CGROUP, Opcode.ENTER_USER_NAMESPACE);
        assertBefore(plan, Opcode.JOIN_CGROUP, Opcode.SPAWN_INIT);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void whatNeedsTheHostsRightsComesBeforeTheUserNamespace(LaunchPlan plan) {
        assertBefore(plan, Opcode.CLONE_MOUNT, Opcode.ENTER_USER_NAMESPACE);
        assertBefore(plan, Opcode.SET_OOM_SCORE, Opcode.ENTER_USER_NAMESPACE);
        assertBefore(plan, Opcode.RAISE_RLIMIT, Opcode.ENTER_USER_NAMESPACE);
        assertBefore(plan, Opcode.NEW_SESSION_KEYRING, Opcode.ENTER_USER_NAMESPACE);
    }

    @ParameterizedTest
    @MethodSource("plansOfRoot")
    void theHostsRootGivesTheStreamsAway(LaunchPlan plan) {
        assertBefore(plan, Opcode.OWN_STREAMS, Opcode.ENTER_USER_NAMESPACE);
        assertThat(opcodes(plan)).doesNotContain(Opcode.BIND_INSIDE);
    }

    /** Who is not root has rights over nothing until he is in his own namespaces. */
    @ParameterizedTest
    @MethodSource("plansOfOthers")
    void anOrdinaryCallerBindsAndGivesAwayInsideHisOwnNamespaces(LaunchPlan plan) {
        assertThat(first(plan, Opcode.BIND_INSIDE)).isEqualTo(first(plan, Opcode.MAKE_MOUNTS_PRIVATE) + 1);
        assertBefore(plan, Opcode.BIND_INSIDE, Opcode.MAKE_STAGING);
        if (opcodes(plan).contains(Opcode.OWN_STREAMS)) {
            assertBefore(plan, Opcode.ENTER_USER_NAMESPACE, Opcode.OWN_STREAMS);
            assertBefore(plan, Opcode.OWN_STREAMS, Opcode.SPAWN_INIT);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theOtherNamespacesAreMadeInsideTheMappedUserNamespace(LaunchPlan plan) {
        assertBefore(plan, Opcode.MAKE_USER_NAMESPACE, Opcode.SPAWN_STAGE);
        assertBefore(plan, Opcode.ENTER_USER_NAMESPACE, Opcode.MAKE_TIME_NAMESPACE);
        assertBefore(plan, Opcode.MAKE_TIME_NAMESPACE, Opcode.SPAWN_INIT);
        long namespaces =
                plan.ops().get(first(plan, Opcode.SPAWN_INIT)).numbers().getFirst();
        // CLONE_NEW: NS, CGROUP, UTS, IPC, PID, NET (clone(2)); not USER, which is there already
        assertThat(namespaces).isEqualTo(0x20000L | 0x2000000 | 0x4000000 | 0x8000000 | 0x20000000 | 0x40000000);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void mountsArePrivateBeforeAnyIsMade(LaunchPlan plan) {
        assertThat(first(plan, Opcode.MAKE_MOUNTS_PRIVATE)).isEqualTo(first(plan, Opcode.SPAWN_INIT) + 1);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theDirectoriesThatAreMountedOnAreCheckedFirst(LaunchPlan plan) {
        assertBefore(plan, Opcode.MOUNT_OVERLAY, Opcode.REQUIRE_DIRECTORY);
        assertBefore(plan, Opcode.REQUIRE_DIRECTORY, Opcode.MOUNT_TMPFS);
        assertBefore(plan, Opcode.REQUIRE_DIRECTORY, Opcode.MOUNT_PROC);
    }

    /** Into every mount that is there, before the root turns read-only, and long before the program is executed. */
    @ParameterizedTest
    @MethodSource("plans")
    void filesAreCopiedInWhenAllIsMountedAndStillWritable(LaunchPlan plan) {
        assertThat(last(plan, Opcode.COPY_IN)).isLessThan(first(plan, Opcode.SET_READ_ONLY));
        for (Opcode mounting : List.of(Opcode.MOUNT_TMPFS, Opcode.ATTACH_DIRECTORY, Opcode.MOUNT_PROC)) {
            int copy = opcodes(plan).indexOf(Opcode.COPY_IN);
            assertThat(last(plan, mounting)).isLessThan(copy < 0 ? plan.ops().size() : copy);
        }
    }

    /** ioctl_tty(2): a session leader takes a terminal; and the payload must not open it itself, as its own user. */
    @ParameterizedTest
    @MethodSource("plans")
    void theTerminalIsMadeByPidOneAndTakenByANewSession(LaunchPlan plan) {
        boolean made = opcodes(plan).contains(Opcode.OPEN_TERMINAL);
        assertThat(opcodes(plan).contains(Opcode.TAKE_TERMINAL)).isEqualTo(made);
        if (made) {
            assertBefore(plan, Opcode.MOUNT_DEVPTS, Opcode.OPEN_TERMINAL);
            assertThat(first(plan, Opcode.TAKE_TERMINAL)).isEqualTo(first(plan, Opcode.NEW_SESSION) + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void nothingIsMountedBetweenTheMasksAndTheProgram(LaunchPlan plan) {
        int pivot = first(plan, Opcode.PIVOT_ROOT);
        Set<Opcode> mounting = Set.of(
                Opcode.ATTACH_LAYER,
                Opcode.MOUNT_OVERLAY,
                Opcode.MOUNT_TMPFS,
                Opcode.MOUNT_PROC,
                Opcode.MOUNT_DEVPTS,
                Opcode.ATTACH_FILE,
                Opcode.ATTACH_DIRECTORY,
                Opcode.SET_READ_ONLY);
        assertThat(opcodes(plan).subList(pivot, plan.ops().size())).doesNotContainAnyElementsOf(mounting);
        assertThat(opcodes(plan).subList(0, pivot)).doesNotContain(Opcode.MASK_PATH, Opcode.READ_ONLY_PATH);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theRootIsMadeReadOnlyAfterTheLastMountPoint(LaunchPlan plan) {
        for (Opcode making :
                List.of(Opcode.MAKE_DIRECTORY, Opcode.MOUNT_TMPFS, Opcode.ATTACH_FILE, Opcode.MAKE_SYMLINK)) {
            assertBefore(plan, making, Opcode.SET_READ_ONLY);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void privilegesAreDroppedInTheOnlyOrderInWhichTheyCanBe(LaunchPlan plan) {
        assertBefore(plan, Opcode.DROP_BOUNDING, Opcode.SET_IDS);
        assertBefore(plan, Opcode.SET_SECUREBITS, Opcode.SET_IDS);
        assertBefore(plan, Opcode.GROUP, Opcode.SET_IDS);
        assertBefore(plan, Opcode.SET_IDS, Opcode.SET_CAPABILITIES);
        assertBefore(plan, Opcode.SET_CAPABILITIES, Opcode.NO_NEW_PRIVS);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void noNewPrivilegesComesBeforeLandlockAndSeccomp(LaunchPlan plan) {
        assertBefore(plan, Opcode.NO_NEW_PRIVS, Opcode.LANDLOCK_RULESET);
        assertBefore(plan, Opcode.LANDLOCK_RULESET, Opcode.LANDLOCK_PATH);
        assertBefore(plan, Opcode.LANDLOCK_PATH, Opcode.LANDLOCK_RESTRICT);
        assertBefore(plan, Opcode.NO_NEW_PRIVS, Opcode.SECCOMP);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theProgramIsFoundBehindLandlockAndBeforeTheFilter(LaunchPlan plan) {
        assertBefore(plan, Opcode.LANDLOCK_RESTRICT, Opcode.RESOLVE_EXECUTABLE);
        assertBefore(plan, Opcode.RESOLVE_EXECUTABLE, Opcode.SECCOMP);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void limitsOfTheProgramAreLoweredAfterTheLastDescriptorIsOpened(LaunchPlan plan) {
        for (int i = 0; i < plan.ops().size(); i++) {
            if (plan.ops().get(i).opcode() == Opcode.SET_RLIMIT) {
                assertThat(i).isGreaterThan(first(plan, Opcode.RESOLVE_EXECUTABLE));
            }
        }
        assertThat(plan.ops().stream().filter(op -> op.opcode() == Opcode.SET_RLIMIT))
                .hasSameSizeAs(plan.ops().stream()
                        .filter(op -> op.opcode() == Opcode.RAISE_RLIMIT)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theFilterIsTheLastThingBeforeTheProgram(LaunchPlan plan) {
        int execute = first(plan, Opcode.EXECUTE);
        assertThat(plan.ops().get(execute - 1).opcode()).isEqualTo(Opcode.SECCOMP);
        assertThat(opcodes(plan)).containsOnlyOnce(Opcode.SECCOMP, Opcode.EXECUTE, Opcode.NO_NEW_PRIVS);
        assertThat(opcodes(plan).subList(execute + 1, plan.ops().size()))
                .isSubsetOf(Opcode.COPY_OUT, Opcode.REMOVE_DIRECTORY)
                .endsWith(Opcode.REMOVE_DIRECTORY);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void pidOneIsNobodyTheProgramCanBe(LaunchPlan plan) {
        List<Long> ids = plan.ops().get(first(plan, Opcode.SPAWN_PAYLOAD)).numbers();
        List<Long> program =
                plan.ops().get(first(plan, Opcode.SET_IDS)).numbers().subList(0, 2);
        boolean oneId = plan.ops().getFirst().texts().getFirst().asText().endsWith(" 1");
        if (oneId) {
            // There is nobody else; RootlessIT shows what stands between the two.
            assertThat(ids.subList(0, 2)).isEqualTo(program);
            assertThat(ids.get(2)).isEqualTo(0x20L);
            return;
        }
        assertThat(ids.subList(0, 2)).containsOnly(65_535L);
        // CAP_KILL; and where something is copied out CAP_SETGID and CAP_SETUID, to become the program's user at last.
        assertThat(ids.get(2)).isEqualTo(opcodes(plan).contains(Opcode.COPY_OUT) ? 0xe0L : 0x20L);
        assertThat(program).doesNotContain(65_535L);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyDescriptorThatIsPassedIsUsed(LaunchPlan plan) {
        Set<Long> used = new HashSet<>();
        for (PlanOp op : plan.ops()) {
            List<Operand> numbers =
                    op.opcode().operands().stream().filter(Operand::isNumber).toList();
            for (int i = 0; i < numbers.size(); i++) {
                if (numbers.get(i).isSlot()) {
                    used.add(op.numbers().get(i));
                }
            }
        }
        used.remove(LaunchPlan.NO_SLOT);
        // locks are there to be held, not to be used
        assertThat(plan.handles()).containsOnlyOnce(new HostHandle.IdRangeLock());
        boolean networked = plan.handles().contains(new HostHandle.NetworkSlotLock());
        assertThat(used).hasSize(plan.totalSlots() - LaunchPlan.FIRST_HANDLE_SLOT - (networked ? 2 : 1));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyCgroupThatIsJoinedIsRemovedInTheEnd(LaunchPlan plan) {
        assertThat(plan.ops().stream().filter(op -> op.opcode() == Opcode.REMOVE_DIRECTORY))
                .hasSameSizeAs(plan.ops().stream()
                        .filter(op -> op.opcode() == Opcode.JOIN_CGROUP)
                        .toList());
    }
}
