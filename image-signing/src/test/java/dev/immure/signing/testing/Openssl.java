package dev.immure.signing.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** openssl's command line in one directory: a maker of keys and signatures that nobody here wrote. */
public final class Openssl {
    private static final String PROGRAM = "/usr/bin/openssl";

    private final Path directory;

    public Openssl(Path directory) {
        this.directory = directory;
    }

    /** Runs openssl, which must succeed. */
    public void run(String... arguments) {
        Run run = start(arguments);
        assertThat(run.status())
                .as("openssl %s: %s", List.of(arguments), run.output())
                .isZero();
    }

    /** Whether openssl succeeds. */
    public boolean succeeds(String... arguments) {
        return start(arguments).status() == 0;
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    public byte[] read(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public Path write(String name, byte[] content) {
        try {
            return Files.write(path(name), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A private key {@code name.pem} and its public key {@code name.pub}. */
    public void generate(String name, String algorithm, String... options) {
        List<String> arguments = new ArrayList<>(List.of("genpkey", "-algorithm", algorithm, "-out", name + ".pem"));
        arguments.addAll(List.of(options));
        run(arguments.toArray(String[]::new));
        run("pkey", "-in", name + ".pem", "-pubout", "-out", name + ".pub");
    }

    private record Run(int status, String output) {}

    @SuppressForbidden(reason = "drives openssl, a foreign signer and verifier, over test data")
    private Run start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output);
        } catch (IOException e) {
            throw new AssertionError("the tests need openssl, Debian package openssl", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
