package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.audit.Verdict;
import dev.immure.core.plan.DiskBackend;
import dev.immure.core.plan.DiskLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ext4 of fixed size on a loop device. */
class DiskLoopIT extends DiskContract {
    private static final long MIB = TestSandbox.MIB;

    @TempDir
    private static Path folder;

    DiskLoopIT() {
        super(131_072);
    }

    @BeforeAll
    void useItUp() throws IOException {
        take(DiskScenarios.run(DiskBackend.LOOP, folder));
    }

    @Override
    long entriesOfACrash() {
        return 0;
    }

    @Test
    void inodesAreLimited() {
        assertInodesAreLimited();
    }

    @Test
    void noDeviceIsLeft() {
        assertThat(devices()).isEmpty();
    }

    /** The kernel lets go of the device and the file when the last process is gone; nobody has to come by. */
    @Test
    void aKilledLauncherLeavesNoDevice() throws Exception {
        Process launcher = LauncherProcess.start(
                "true",
                List.of("-D" + LauncherProcess.BACKEND + "=" + DiskBackend.LOOP),
                folder.resolve("tree"),
                "say",
                "here",
                "sleep");
        assertThat(launcher.inputReader().readLine()).isEqualTo("here");
        assertThat(devices()).hasSize(1);
        launcher.destroyForcibly().waitFor();
        Traces.of(launcher).assertNoneSoon();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!devices().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        assertThat(devices()).isEmpty();
        assertThat(folder.resolve("state/disks")).isEmptyDirectory();
    }

    /** It is mounted in the sandbox alone: the launcher stands in the namespace of the host and does not see it. */
    @Test
    void theHostHasNoMountOfIt() throws Exception {
        Process launcher = LauncherProcess.start(
                "true",
                List.of("-D" + LauncherProcess.BACKEND + "=" + DiskBackend.LOOP),
                folder.resolve("tree"),
                "say",
                "here",
                "sleep");
        try {
            assertThat(launcher.inputReader().readLine()).isEqualTo("here");
            assertThat(devices()).hasSize(1);
            String device = "/dev/" + devices().getFirst();
            assertThat(Files.readString(Path.of("/proc/" + launcher.pid() + "/mountinfo")))
                    .doesNotContain(device);
        } finally {
            launcher.destroyForcibly().waitFor();
            Traces.of(launcher).assertNoneSoon();
        }
    }

    /** Nor does the program: neither a descriptor nor a path leads to what lies below its root. */
    @Test
    void theProgramSeesTheRootAlone() {
        TestSandbox sandbox = TestSandbox.of(folder.resolve("tree"), "fds", "show", "/proc/self/mountinfo")
                .disk(new DiskLimit(4 * MIB, 64, DiskBackend.LOOP));
        sandbox.run();
        assertThat(sandbox.out().lines().filter(line -> line.startsWith("fd ")))
                .containsExactly("fd 0", "fd 1", "fd 2");
        assertThat(sandbox.out().lines().filter(line -> line.contains("/dev/loop")))
                .isEmpty();
    }

    /** A program that fails for its own reasons has its own verdict, however small its disk is. */
    @Test
    void theSmallestDiskIsNotFullWhileLittleIsWritten() {
        for (String fill : List.of("40960", "200000")) {
            TestSandbox sandbox = TestSandbox.of(folder.resolve("tree"), "fill", "/file", fill, "exit", "1")
                    .user(0, 0)
                    .disk(new DiskLimit(65_536, 16, DiskBackend.LOOP));
            RunReport report = sandbox.run();
            assertThat(Verdicts.of(report, sandbox.limits()))
                    .as(fill)
                    .isEqualTo(fill.equals("40960") ? Verdict.RE : Verdict.DQE);
        }
    }

    @Test
    void aDiskLargerThanTheHostsIsRefusedBeforeTheLaunch() {
        DiskLimit huge = new DiskLimit(3L << 40, 1024, DiskBackend.LOOP);
        TestSandbox sandbox =
                TestSandbox.of(folder.resolve("tree"), "exit", "0").disk(huge);
        assertThatThrownBy(sandbox::run).hasMessageContaining("IMM-DISK-SPACE");
        assertThat(devices()).isEmpty();
    }

    @Test
    void twoAtATimeHaveEachTheirOwn() throws Exception {
        DiskLimit limit = new DiskLimit(4 * MIB, 64, DiskBackend.LOOP);
        List<TestSandbox> sandboxes = Stream.generate(
                        () -> TestSandbox.of(folder.resolve("tree"), "fill", "/file", "20000000")
                                .user(0, 0)
                                .disk(limit))
                .limit(2)
                .toList();
        List<Thread> threads = sandboxes.stream()
                .map(sandbox -> Thread.ofPlatform().start(sandbox::run))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(sandboxes).allSatisfy(sandbox -> assertThat(sandbox.out()).isEqualTo("fill = -28\n"));
        assertThat(devices()).isEmpty();
    }

    /** Loop devices over a file of this test's folder, which has no name: "/folder/#12 (deleted)". */
    private static List<String> devices() {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            return devices.filter(DiskLoopIT::isOurs)
                    .map(device -> device.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path device) {
        try {
            return Files.readString(device.resolve("loop/backing_file")).startsWith(folder.toString());
        } catch (IOException e) {
            return false; // none, or no longer
        }
    }
}
