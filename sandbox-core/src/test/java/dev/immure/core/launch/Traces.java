package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.host.IdPool;
import dev.immure.core.host.IdRange;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.ResourceLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What the sandboxes of one process have on the host: processes, cgroups, mounts. */
final class Traces {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final long pid;
    private final IdPool pool;

    private Traces(long pid) {
        this.pid = pid;
        this.pool = TestSandbox.pool(pid);
    }

    static Traces ofThisProcess() {
        return new Traces(ProcessHandle.current().pid());
    }

    static Traces of(Process process) {
        return new Traces(process.pid());
    }

    /** Everything there is, each in words. */
    List<String> find() {
        List<String> found = new ArrayList<>(processes());
        for (var hierarchy :
                CgroupLayout.detect().hierarchies(ResourceLimits.of(1 << 20, 1).controllers())) {
            children(hierarchy.base())
                    .filter(path -> path.getFileName().toString().startsWith("immure-test-" + pid + "-"))
                    .forEach(path -> found.add("cgroup " + path));
        }
        read(Path.of("/proc/self/mountinfo"))
                .lines()
                .filter(line -> line.contains("upperdir=upper"))
                .forEach(line -> found.add("mount " + line));
        return found;
    }

    /** With a user id of the range, or immure-init as a child of that process. */
    private List<String> processes() {
        List<String> found = new ArrayList<>();
        children(Path.of("/proc"))
                .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                .forEach(path -> {
                    String status = read(path.resolve("status"));
                    boolean ours = status.lines().anyMatch(this::isIdOfTheRange);
                    boolean monitor =
                            status.startsWith("Name:\timmure-init") && status.contains("\nPPid:\t" + pid + "\n");
                    if (ours || monitor) {
                        found.add("process " + path.getFileName() + ": "
                                + status.lines().findFirst().orElse(""));
                    }
                });
        return found;
    }

    private boolean isIdOfTheRange(String line) {
        if (!line.startsWith("Uid:")) {
            return false;
        }
        long uid = Long.parseLong(line.split("\\s+", -1)[1]);
        return uid >= pool.uidBase() && uid < pool.uidBase() + (long) pool.slots() * IdRange.SIZE;
    }

    private static Stream<Path> children(Path directory) {
        try (Stream<Path> list = Files.list(directory)) {
            return list.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty for a process that has just gone. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits for the kernel, five seconds at most. */
    void assertNoneSoon() {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        List<String> found = find();
        while (!found.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            found = find();
        }
        assertThat(found).isEmpty();
    }
}
