package dev.immure.core.launch;

import dev.immure.core.plan.DiskBackend;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Every way of using up a disk (src/test/c/disk.c), one sandbox after the other on one back-end. What the program said
 * and what was measured is told in lines, so that all of it can also run in a process that stands in another mount
 * namespace: a JVM cannot enter one.
 */
final class DiskScenarios {
    static final long MIB = TestSandbox.MIB;
    static final long BYTES = 16 * MIB;
    static final long INODES = 256;

    /** What a program may nest; each directory takes a block of 4 KiB. */
    static final long DEEP_BYTES = 64 * MIB;

    private DiskScenarios() {}

    /** How one of them ended. */
    record Outcome(Map<String, String> values) {
        String text(String key) {
            return Objects.requireNonNull(values.get(key), key + " of " + values);
        }

        long number(String key) {
            return Long.parseLong(text(key));
        }
    }

    /** Arguments: the back-end, and a folder on the file system that has it. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        run(DiskBackend.valueOf(arguments[0]), folder).forEach((name, outcome) -> {
            System.out.println(name
                    + outcome.values().entrySet().stream()
                            .map(value -> "\t" + value.getKey() + " = " + value.getValue())
                            .collect(Collectors.joining()));
        });
    }

    /** What {@link #main} has printed. */
    static Map<String, Outcome> parse(List<String> lines) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (String line : lines) {
            String[] parts = line.split("\t", -1);
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 1; i < parts.length; i++) {
                put(values, parts[i]);
            }
            outcomes.put(parts[0], new Outcome(values));
        }
        return outcomes;
    }

    private static void put(Map<String, String> values, String line) {
        int at = line.indexOf(" = ");
        values.put(line.substring(0, at), line.substring(at + 3));
    }

    static Map<String, Outcome> run(DiskBackend backend, Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tree = TestSandbox.makeTree(folder);
        CCompiler.freestanding("disk.c", tree.resolve("bin/disk"));
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (String act : acts(backend)) {
            outcomes.put(act, outcome(act(tree, act), limit(backend, BYTES, INODES)));
        }
        outcomes.put("renamed", outcome(act(tree, "renamed").mount(tmp()), limit(backend, BYTES, INODES)));
        outcomes.put("project", outcome(act(tree, "project"), limit(backend, BYTES, INODES)));
        outcomes.put(
                "deep",
                outcome(act(tree, "deep", Integer.toString(depth(backend))), limit(backend, DEEP_BYTES, 20_000)));
        outcomes.put("exactly", outcome(act(tree, "exactly", Long.toString(BYTES)), limit(backend, BYTES, INODES)));
        outcomes.put("crashed", crash(backend, tree));
        outcomes.put("nothing", outcome(TestSandbox.of(tree, "exit", "0"), limit(backend, BYTES, INODES)));
        outcomes.put("left", new Outcome(Map.of("entries", Long.toString(entries(folder.resolve("state/disks"))))));
        return outcomes;
    }

    /** A launcher that is killed while its sandbox writes; the next sandbox has its slot. */
    private static Outcome crash(DiskBackend backend, Path tree) throws IOException {
        Process launcher = LauncherProcess.start(
                "true",
                List.of("-D" + LauncherProcess.BACKEND + "=" + backend.name()),
                tree,
                "put",
                "/file",
                "text",
                "say",
                "here",
                "sleep");
        String first = launcher.inputReader().readLine();
        launcher.destroyForcibly();
        try {
            launcher.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        Traces.of(launcher).assertNoneSoon();
        long entries = entries(tree.resolveSibling("state/disks"));
        return new Outcome(Map.of("said", String.valueOf(first), "entries", Long.toString(entries)));
    }

    /** Where inodes are not limited, empty files stand for all that takes no more than one: they are tens of thousands. */
    private static List<String> acts(DiskBackend backend) {
        List<String> acts = new ArrayList<>(
                List.of("fill", "refilled", "unlinked", "files", "links", "sparse", "reserved", "xattr"));
        if (backend != DiskBackend.BTRFS) {
            acts.addAll(List.of("dirs", "symlinks"));
        }
        return acts;
    }

    /** Project quotas are tried in an emulated machine, where each directory takes milliseconds. */
    static int depth(DiskBackend backend) {
        return backend == DiskBackend.PROJECT ? 2_000 : 10_000;
    }

    private static long entries(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return 0;
        }
        try (var list = Files.list(directory)) {
            return list.count();
        }
    }

    private static DiskLimit limit(DiskBackend backend, long bytes, long inodes) {
        return new DiskLimit(bytes, inodes, backend);
    }

    private static Mount tmp() {
        return new Mount.Tmpfs("/tmp", 65_536, 10, 01777, Mount.Execution.REFUSED);
    }

    /** With memory enough that a tmpfs meets its own limit first. */
    private static TestSandbox act(Path tree, String act, String... arguments) {
        String[] argv = new String[3 + arguments.length];
        argv[0] = "/bin/disk";
        argv[1] = act;
        argv[2] = "/";
        System.arraycopy(arguments, 0, argv, 3, arguments.length);
        return TestSandbox.command(tree, argv).user(0, 0).memory(256 * MIB).wallTime(Duration.ofMinutes(5));
    }

    private static Outcome outcome(TestSandbox sandbox, DiskLimit limit) {
        RunReport report = sandbox.disk(limit).run();
        Map<String, String> values = new LinkedHashMap<>();
        sandbox.stdout.toString(StandardCharsets.UTF_8).lines().forEach(line -> put(values, line));
        RunReport.DiskUse disk = report.disk().orElseThrow();
        values.put("ending", report.ending().toString());
        values.put("verdict", Verdicts.of(report, sandbox.limits()).toString());
        values.put("usedBytes", Long.toString(disk.bytes()));
        values.put("usedInodes", Long.toString(disk.inodes()));
        values.put("fullMounts", Integer.toString(disk.fullMounts()));
        values.put("meter", disk.meter());
        return new Outcome(values);
    }
}
