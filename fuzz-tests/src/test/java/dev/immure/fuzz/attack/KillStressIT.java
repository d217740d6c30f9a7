package dev.immure.fuzz.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs in four parallel loops, while Immure, and now and then the monitors with it, is killed at random moments: in every
 * phase of a run, several runs at a time. Afterwards {@code immure gc} and the kernel's own tables must agree that nothing
 * is left. In network and mount namespaces of the test's own, so that whatever is found there is ours.
 *
 * <p>{@code -Dimmure.stress.runs=1000} makes it a thousand runs, which take some minutes; {@code -Dimmure.stress.seed=N} repeats a failed test's
 * choices, though not its timing.
 */
class KillStressIT {
    private static final int RUNS = Integer.getInteger("immure.stress.runs", 250);
    private static final int SHORT_LIFE_MILLIS = 1500;
    private static final int LONG_LIFE_MILLIS = 10_000;
    private static final List<String> MOUNTS = List.of("cat", "/proc/self/mountinfo");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path folder;

    private final List<String> failures = new ArrayList<>();

    @Test
    @Timeout(900)
    void afterManyKilledRunsNothingIsLeft(TestReporter reporter) throws Exception {
        long seed = Long.getLong("immure.stress.seed", System.nanoTime());
        reporter.publishEntry("immure.stress.seed", String.valueOf(seed));
        SplittableRandom random = new SplittableRandom(seed);
        AttackGround ground = AttackGround.open(folder);
        // Makes what every run of its kind finds there.
        ground.assertHeld(List.of("--disk=8m,backend=loop"), "base-walls");
        Set<String> before = stateFiles();
        try (Apart apart = Apart.open()) {
            int runs = 0;
            int kills = 0;
            while (runs < RUNS) {
                runs += oneLife(apart, random);
                kills++;
            }
            reporter.publishEntry("killed", runs + " runs begun, Immure killed " + kills + " times");
            awaitEnd(apart);
            apart.run(immure("gc"));
            assertNothingLeft(ground, apart);
        }
        assertThat(stateFiles()).isEqualTo(before);
        assertThat(failures).as("a run failed that nobody had killed").isEmpty();
        assertThat(ground.run(List.of(), "base-walls").status()).isZero();
    }

    /** One Immure from its start to its killing; returns how many runs it began. */
    private int oneLife(Apart apart, SplittableRandom random) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java("dev.immure.fuzz.attack.StressChild"));
        command.add(String.valueOf(random.nextLong()));
        command.addAll(place());
        command.addAll(List.of("--key", folder.resolve("key.pub.pem").toString()));
        Process child = apart.start(command);
        int[] runs = {0};
        try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            assertThat(line).isEqualTo("run");
            runs[0]++;
            Thread reader = Thread.ofPlatform()
                    .start(() -> said.lines().forEach(next -> {
                        if (next.equals("run")) {
                            runs[0]++;
                        } else {
                            failures.add(next);
                        }
                    }));
            // The first runs of a fresh JVM are slow, later ones quick: phases differ in length.
            TimeUnit.MILLISECONDS.sleep(random.nextInt(random.nextBoolean() ? SHORT_LIFE_MILLIS : LONG_LIFE_MILLIS));
            kill(child, random.nextInt(3) == 0);
            child.waitFor();
            reader.join();
        }
        return runs[0];
    }

    /** @param monitorsToo both that would clean up, at once */
    private static void kill(Process child, boolean monitorsToo) {
        // By its handle: Process itself would close the pipe whose lines are still to be counted.
        if (monitorsToo) {
            List<ProcessHandle> monitors = child.children().toList();
            child.toHandle().destroyForcibly();
            monitors.forEach(ProcessHandle::destroyForcibly);
        } else {
            child.toHandle().destroyForcibly();
        }
    }

    /** Monitors that outlive Immure have a moment to end what they watch. */
    private static void awaitEnd(Apart apart) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!apart.processes().isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void assertNothingLeft(AttackGround ground, Apart apart) throws IOException, InterruptedException {
        Set<String> runs = RunIds.of(ground.range());
        assertThat(runs).as("runs on record").hasSizeGreaterThan(RUNS / 10);
        assertThat(apart.processes()).as("launchers and monitors").isEmpty();
        assertThat(HostView.processesOf(runs)).as("programs").isEmpty();
        assertThat(HostView.mountsOf(folder)).as("mounts").isEmpty();
        assertThat(HostView.loopDevicesOf(folder)).as("loop devices").isEmpty();
        assertThat(HostView.controlGroups(runs)).as("cgroups").isEmpty();
        assertThat(apart.run(List.of("ip", "-brief", "link")).lines())
                .as("interfaces")
                .singleElement()
                .asString()
                .startsWith("lo ");
        assertThat(apart.run(List.of("nft", "list", "ruleset"))).as("nft rules").isBlank();
        // A network namespace's name that others remove goes from here too; what comes would be ours.
        assertThat(apart.mounts().lines())
                .as("mounts of the namespace")
                .containsAll(apart.run(MOUNTS).lines().toList());
        assertThat(apart.run(immure("gc"))).isEqualTo("Nothing was left behind.\n");
    }

    /** All files of the state folder, but for the segments of the audit log, which grows. */
    private Set<String> stateFiles() throws IOException {
        Path state = folder.resolve("state");
        try (Stream<Path> files = Files.walk(state)) {
            return files.map(file -> state.relativize(file).toString())
                    // What policies answered is kept on purpose, and bounded: KeptDecisions.
                    .filter(name -> !name.startsWith("audit") && !name.startsWith("kept"))
                    .collect(Collectors.toSet());
        }
    }

    private List<String> place() {
        return List.of(
                "--root",
                folder.resolve("state").toString(),
                "--config",
                folder.resolve("immure.yaml").toString());
    }

    private List<String> immure(String command) {
        List<String> all = new ArrayList<>(java("dev.immure.cli.Main"));
        all.add(command);
        all.addAll(place());
        return all;
    }

    private static List<String> java(String main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djnr.ffi.asm.enabled=false",
                "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path", ""),
                "-cp",
                System.getProperty("java.class.path"),
                main);
    }

    /** Network and mount namespaces that outlive every Immure in them, and go with the test. */
    private record Apart(Process holder, String mounts) implements AutoCloseable {
        @SuppressForbidden(reason = "unshare(1) makes namespaces of the test's own")
        static Apart open() throws IOException, InterruptedException {
            Process holder = new ProcessBuilder(
                            "unshare",
                            "--net",
                            "--mount",
                            "sh",
                            "-c",
                            "ip link set lo up && echo 1 >/proc/sys/net/ipv4/ip_forward && echo ready && exec sleep 1000")
                    .start();
            assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
            Apart apart = new Apart(holder, "");
            return new Apart(holder, apart.run(MOUNTS));
        }

        @SuppressForbidden(reason = "nsenter(1) enters them")
        Process start(List<String> command) throws IOException {
            List<String> all = new ArrayList<>(
                    List.of("nsenter", "--target", String.valueOf(holder.pid()), "--net", "--mount", "--"));
            all.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.remove("JAVA_TOOL_OPTIONS");
            return builder.start();
        }

        List<Path> processes() throws IOException {
            return HostView.processesBeside(holder.pid());
        }

        /** What it said; it must succeed. */
        String run(List<String> command) throws IOException, InterruptedException {
            Process process = start(command);
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return said;
        }

        @Override
        public void close() {
            holder.destroyForcibly().onExit().join();
        }
    }
}
