package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles the C programs of the tests with gcc, which the build needs in any case. */
public final class CCompiler {
    private static final Path SOURCES = Path.of("src/test/c");

    private CCompiler() {}

    /** A static program without libc, so that an image of one file can run it. */
    public static void freestanding(String source, Path to) {
        compile(
                List.of(
                        "-std=c11",
                        "-O1",
                        "-ffreestanding",
                        "-fno-builtin",
                        "-nostdlib",
                        "-static",
                        "-fno-pie",
                        "-no-pie",
                        "-fno-stack-protector"),
                List.of(SOURCES.resolve(source)),
                to);
    }

    /** An ordinary program under AddressSanitizer and UndefinedBehaviorSanitizer, which end it at the first fault. */
    public static void sanitized(List<Path> sources, Path to) {
        compile(
                List.of("-std=c11", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
                sources,
                to);
    }

    private static void compile(List<String> options, List<Path> sources, Path to) {
        List<String> command = new ArrayList<>(List.of("gcc", "-Wall", "-Wextra", "-Werror"));
        command.addAll(options);
        command.addAll(List.of("-o", to.toString()));
        sources.forEach(source -> command.add(source.toString()));
        try {
            Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(gcc.waitFor())
                    .as(
                            "%s%n%s%nInstall gcc with its sanitizer runtime (Debian: packages gcc and libgcc-12-dev)",
                            command, said)
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException("gcc is not on the PATH; install it (Debian: package gcc)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
