package dev.immure.fuzz.attack;

import static dev.immure.cli.attack.PlanEdits.NEW_PID;
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

import dev.immure.cli.attack.Range;
import dev.immure.core.ImmureException;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on whoever launched the sandbox, and on the process that watches it from inside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessAttackIT {
    private final AttackGround ground;

    ProcessAttackIT(@TempDir Path folder) throws IOException {
        ground = AttackGround.open(folder);
    }

    /** Judge0 72cc450: an init that says nothing must not be taken for one that says "go on". */
    @Test
    void E4_aLaunchThatReportsNothingIsAFailure() {
        ImmureException refused = catchThrowableOfType(
                ImmureException.class,
                () -> ground.weakened(
                        plan -> edited(
                                plan,
                                op -> op.opcode().stage() == Stage.MONITOR && op.opcode() != Opcode.SPAWN_STAGE
                                        ? Stream.of(op)
                                        : Stream.empty()),
                        List.of(),
                        "base-walls"));
        assertThat(refused.fault().code().id()).isEqualTo("IMM-LAUNCH-NO-REPORT");
    }

    /** Piston #624: what fails half-way up is torn down as what ended by itself. */
    @ParameterizedTest
    @CsvSource({
        "-w /proc/self/fd/9,IMM-LAUNCH-STEP",
        "--entrypoint /bin/none,IMM-LAUNCH-NOT-FOUND",
        "--entrypoint /etc/passwd,IMM-LAUNCH-NOT-EXECUTABLE",
        "--tmpfs /etc/passwd/below,IMM-LAUNCH-STEP",
    })
    void E9_aLaunchThatFailsLeavesNothing(String option, String code) throws IOException {
        Range.Outcome refused =
                ground.run(List.of(option.split(" ", -1)), "base-walls").outcome();
        assertThat(refused.err()).contains(code);
        Path root = ground.range().root();
        assertThat(HostView.monitors()).isEmpty();
        assertThat(HostView.mountsOf(root)).isEmpty();
        assertThat(HostView.controlGroups(RunIds.of(ground.range()))).isEmpty();
    }

    /**
     * CVE-2016-9962, CVE-2020-5291, CVE-2016-8659. Filter, capabilities and Landlock are not even needed: process 1 is
     * another user, cannot be dumped, and belongs to the host's user namespace.
     */
    @Test
    void E20_process1CannotBeTakenOver() throws IOException {
        ground.assertHeld("take-over-init");
        assertThat(ground.weakened(noFilter().andThen(noLandlock()), List.of(), "take-over-init"))
                .last()
                .asString()
                .startsWith("held: ");
    }

    /** CVE-2022-31214: there is no way into a running sandbox, so none can be faked. */
    @ParameterizedTest
    @ValueSource(strings = {"exec", "join", "attach", "enter"})
    void E21_noCommandJoinsASandbox(String command) {
        Range.Outcome refused = ground.range().immure(List.of(command, "some"));
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-CLI-USAGE");
    }

    /** CVE-2019-5736: the launcher is a sealed copy in memory, and nobody's but the kernel's to show. */
    @Test
    void E25_theLauncherCannotBeWrittenTo() throws IOException {
        ground.assertHeld("write-launcher");
        for (String entrypoint : List.of("/proc/self/exe", "/proc/1/exe")) {
            Range.Run run = ground.run(List.of("--entrypoint", entrypoint), "base-walls");
            assertThat(run.status()).as(run.outcome().toString()).isIn(125, 126, 127);
        }
    }

    /** Without a pid namespace nothing starts at all. */
    @Test
    void E31_theSupervisorCannotBeSignalled() throws IOException {
        ground.assertHeld("kill-all");
        ImmureException refused = catchThrowableOfType(
                ImmureException.class, () -> ground.weakened(shared(NEW_PID), List.of(), "kill-all"));
        assertThat(refused.fault().code().id()).isEqualTo("IMM-LAUNCH-PROC-MASKED");
    }

    /** A feature that is turned on turns no wall off. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--read-only",
                "-i",
                "--cap-add=CAP_CHOWN",
                "--cap-add=CAP_SETUID",
                "--tmpfs=/opt",
                "--memory=64m",
                "--user=0:0",
                "--profile=strict",
                "--ulimit=nofile=64",
                "--best-effort=landlock",
                "--env=LD_PRELOAD=/x",
                "-t",
                "--disk=8m,backend=loop",
                "--copy-in=/usr/lib/os-release:/q/x",
                "--copy-out=/q/none?:/tmp/immure-none",
                "--security-opt=aslr=off",
            })
    void E36_everyFeatureAloneKeepsFilterAndNoNewPrivileges(String feature) throws IOException {
        List<String> options = List.of(feature.split(" ", -1));
        for (String attack : List.of("base-walls", "mount-family", "user-namespaces", "keyrings", "terminal-input")) {
            ground.assertHeld(options, attack);
        }
        ground.assertOpens(noFilter(), "base-walls");
    }

    /** CVE-2022-24769 and its four sisters. */
    @Test
    void cve2022_24769_noCapabilityIsInheritable() throws IOException {
        ground.assertHeld(List.of("--cap-add=CAP_CHOWN", "--user=0:0"), "base-walls");
        ground.assertHeld("base-walls");
    }

    /** CVE-2022-36109, CVE-2023-25173, CVE-2022-2989: the groups are those of the user, and no more. */
    @Test
    void cve2022_36109_groupsAreThoseAskedFor() throws IOException {
        ground.assertHeld(List.of("--user=1000:1001"), "identity", "1000", "1001");
        ground.assertOpens(
                edit(Opcode.SET_IDS, op -> numbers(op, 1000L, 0L, op.numbers().getLast())),
                List.of("--user=1000:1001"),
                "identity",
                "1000",
                "1001");
    }

    /** CVE-2026-30892: what is a user, and what is none. */
    @Test
    void cve2026_30892_aUserIsReadAsWritten() throws IOException {
        ground.assertHeld(List.of("--user=1"), "identity", "1", "0");
        ground.assertHeld(List.of("--user=1:2"), "identity", "1", "2");
        ground.assertHeld(List.of("--user=probe"), "identity", "1000", "1000");
        for (String user : List.of("nobody-knows", "1x", "0x1", "1:", ":1", "1:2:3", "65536", "")) {
            Range.Outcome refused =
                    ground.run(List.of("--user=" + user), "identity").outcome();
            assertThat(refused.status()).as(user + refused).isEqualTo(125);
            assertThat(refused.err()).as(user).containsPattern("IMM-CLI-(USER|OPTION)");
        }
    }

    /** CVE-2022-0492, CVE-2023-25809. */
    @Test
    void cve2023_25809_noControlGroupIsWritable() throws IOException {
        ground.assertHeld("write-cgroup");
    }

    /** CVE-2025-52881, CVE-2025-62596. */
    @Test
    void cve2025_52881_noSettingOfTheKernelIsWritable() throws IOException {
        ground.assertHeld("write-kernel");
        ground.assertOpens(
                noLandlock()
                        .andThen(without(Opcode.READ_ONLY_PATH, Opcode.MASK_PATH))
                        .andThen(noFilter())
                        .andThen(allCapabilities()),
                "write-kernel");
    }

    /** CVE-2025-52565. */
    @Test
    void cve2025_52565_noTerminalOfTheHostIsThere() throws IOException {
        ground.assertHeld("terminals");
    }

    /** CVE-2022-0811: no option sets a kernel parameter. */
    @Test
    void cve2022_0811_noKernelParameterCanBeAskedFor() throws IOException {
        Range.Outcome refused = ground.run(List.of("--sysctl", "kernel.core_pattern=|/x"), "base-walls")
                .outcome();
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-CLI-USAGE");
    }

    /** CVE-2024-0132, CVE-2025-23266: there are no hooks, and the launcher knows nothing of the program's environment. */
    @Test
    @Timeout(30)
    void cve2025_23266_theLauncherHasNoneOfTheProgramsEnvironment() throws Exception {
        try (LiveRun live = LiveRun.start(ground, List.of("-e", "LD_PRELOAD=/tmp/evil.so"), "wait", "1000")) {
            assertThat(HostView.monitors())
                    .isNotEmpty()
                    .allSatisfy(
                            p -> assertThat(HostView.read(p.resolve("environ"))).isEmpty());
            assertThat(live.ended()).isFalse();
        }
    }

    /** CVE-2016-9962, CVE-2024-21626: 0, 1 and 2, seen from outside. */
    @Test
    @Timeout(30)
    void cve2016_9962_theProgramHasThreeDescriptors() throws Exception {
        try (LiveRun live = LiveRun.start(ground, List.of("-e", "MARK=cve-2016-9962"), "wait", "1000")) {
            assertThat(HostView.processesWith("MARK=cve-2016-9962"))
                    .singleElement()
                    .satisfies(p -> assertThat(HostView.descriptors(p)).hasSize(3));
            assertThat(live.ended()).isFalse();
        }
    }

    /** CVE-2020-15257: nothing listens by a name that other network namespaces could reach. */
    @Test
    @Timeout(30)
    void cve2020_15257_noAbstractSocketIsOpened() throws Exception {
        try (LiveRun live = LiveRun.start(ground, List.of(), "wait", "1000")) {
            assertThat(HostView.read(Path.of("/proc/self/net/unix")).lines())
                    .noneMatch(line -> line.contains("@") && line.contains("immure"));
            assertThat(live.ended()).isFalse();
        }
    }

    /** CVE-2021-41091, CVE-2021-41103, CVE-2024-25621: nobody else even enters the state directory. */
    @Test
    void cve2021_41091_theStateDirectoryIsClosedToOthers() throws IOException {
        Path root = ground.range().root();
        assertThat((int) Files.getAttribute(root, "unix:mode") & 0777).isEqualTo(0700);
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat((int) Files.getAttribute(file, "unix:mode") & 06000)
                            .isZero());
        }
    }

    /** CVE-2018-15664, CVE-2019-14271: what works for us inside a container loads nothing of the container. */
    @Test
    void cve2019_14271_theLauncherIsStatic() throws IOException {
        byte[] elf;
        try (var program = dev.immure.core.launch.SandboxRun.class.getResourceAsStream("immure-init")) {
            assertThat(program).isNotNull();
            elf = program.readAllBytes();
        }
        assertThat(ElfHeaders.types(elf)).isNotEmpty().doesNotContain(ElfHeaders.DYNAMIC, ElfHeaders.INTERPRETER);
    }

    /** The same plan with nothing taken out runs: so what fails above fails for what was taken out. */
    @Test
    void aPlanThatIsNotWeakenedHolds() {
        assertThat(ground.weakened(UnaryOperator.identity(), List.of(), "base-walls"))
                .containsExactly("held: filter, no_new_privs, nothing inheritable");
    }
}
