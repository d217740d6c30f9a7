package dev.immure.policy.audit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A browser without a window, with a profile of its own, that is told to speak to nobody. */
final class Chromium {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final long SECONDS = 120;

    private final Path directory;

    /** @param directory for its profile and what it writes */
    Chromium(Path directory) {
        assumeTrue(Files.isExecutable(PROGRAM), "chromium is not installed: run tools/install-test-packages");
        this.directory = directory;
    }

    /** The page as it is after its script has run. */
    String dom(String url) throws IOException, InterruptedException {
        return run(List.of("--dump-dom", url));
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(directory, "profile");
        Path out = directory.resolve("out.html");
        List<String> command = new ArrayList<>(program(profile));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(directory.resolve("err.txt").toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("chromium was not through after " + SECONDS + " s");
        }
        remove(profile);
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static List<String> program(Path profile) {
        return List.of(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // Nothing resolves: what a page should load from somewhere, it does not get.
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + profile);
    }

    /** Listens on descriptor 3 and answers on descriptor 4, which only a shell can give to a process of Java's. */
    Process piped(Path requests, Path answers) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "i=$1 o=$2; shift 2; exec \"$@\" 3<\"$i\" 4>\"$o\"", "sh"));
        command.addAll(List.of(requests.toString(), answers.toString()));
        command.addAll(program(Files.createTempDirectory(directory, "profile")));
        command.add("--remote-debugging-pipe");
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(directory.resolve("err.txt").toFile())
                .start();
    }

    private static void remove(Path profile) throws IOException {
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
