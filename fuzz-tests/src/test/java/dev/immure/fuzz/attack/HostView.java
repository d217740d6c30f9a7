package dev.immure.fuzz.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the host shows of sandboxes, read from /proc and /sys and from nothing of Immure's. Other runs come and go here. */
final class HostView {
    private static final Path PROC = Path.of("/proc");

    private HostView() {}

    /** Processes whose environment holds the text. */
    static List<Path> processesWith(String marker) throws IOException {
        return processes()
                .filter(p -> read(p.resolve("environ")).contains(marker))
                .toList();
    }

    /** Monitors of sandboxes that this JVM has launched. */
    static List<Path> monitors() throws IOException {
        String parent = "PPid:\t" + ProcessHandle.current().pid();
        return processes()
                .filter(p -> target(p.resolve("exe")).contains("memfd:immure-init"))
                .filter(p -> read(p.resolve("status")).lines().anyMatch(parent::equals))
                .toList();
    }

    /** Processes in the network namespace of another one, that one left out: launchers and monitors. */
    static List<Path> processesBeside(long pid) throws IOException {
        String namespace = target(PROC.resolve(pid + "/ns/net"));
        return processes()
                .filter(p -> !p.equals(PROC.resolve(String.valueOf(pid))))
                .filter(p -> target(p.resolve("ns/net")).equals(namespace))
                .toList();
    }

    /** Processes in a control group whose name holds one of the texts: what is inside of sandboxes. */
    static List<Path> processesOf(Collection<String> texts) throws IOException {
        return processes()
                .filter(p -> texts.stream().anyMatch(read(p.resolve("cgroup"))::contains))
                .toList();
    }

    /** Loop devices over a file below the folder, one without a name included. */
    static List<String> loopDevicesOf(Path folder) throws IOException {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            return devices.map(device -> read(device.resolve("loop/backing_file")))
                    .filter(file -> file.startsWith(folder.toString()))
                    .toList();
        }
    }

    /** Lines of mount tables, of whatever mount namespace, that name the folder. */
    static List<String> mountsOf(Path folder) throws IOException {
        return processes()
                .flatMap(p -> read(p.resolve("mountinfo")).lines())
                .filter(line -> line.contains(folder.toString()))
                .distinct()
                .toList();
    }

    /** Control groups whose name holds one of the texts. */
    static List<Path> controlGroups(Collection<String> texts) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(Path.of("/sys/fs/cgroup"), new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path group, BasicFileAttributes attributes) {
                String name = String.valueOf(group.getFileName());
                if (name.startsWith("immure-") && texts.stream().anyMatch(name::contains)) {
                    found.add(group);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path group, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** What the descriptors of a process lead to. */
    static List<String> descriptors(Path process) {
        try (Stream<Path> all = Files.list(process.resolve("fd"))) {
            return all.map(HostView::target).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Empty for a file that went away, or that nobody may read. */
    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** Where a link of /proc leads; empty for one that went away. */
    static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Stream<Path> processes() throws IOException {
        try (Stream<Path> all = Files.list(PROC)) {
            return all.filter(p -> p.getFileName().toString().matches("[0-9]+")).toList().stream();
        }
    }
}
