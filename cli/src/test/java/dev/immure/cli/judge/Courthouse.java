package dev.immure.cli.judge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.cli.Main;
import dev.immure.cli.render.Console;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Where the scenarios run: a signed image without programs, into which the host's own tools are bound read-only, as the
 * judges do it whose facts these are. The programs are compiled inside a sandbox as well.
 */
final class Courthouse {
    private static final Path SOURCES = Path.of("src/test/judge");
    private static final String IMAGE = "judge:v1";

    /** Who owns the programs outside, since a bind of what root owns cannot be written to. */
    private static final int OWNER = 1000;

    private final Path folder;
    private final Path programs;
    private final AtomicInteger runs = new AtomicInteger();

    private Courthouse(Path folder) {
        this.folder = folder;
        this.programs = folder.resolve("programs");
    }

    /**
     * How a run came out.
     *
     * @param copied the file that {@code ${out}} stood for in the options; empty when there is none
     */
    record Outcome(int status, String out, String err, String copied, Path receiptFile) {
        boolean hasReceipt() {
            return Files.exists(receiptFile);
        }

        @Override
        public String toString() {
            return "status " + status + ", out " + abridged(out) + ", err " + abridged(err) + ", receipt "
                    + (hasReceipt() ? result() : "none");
        }

        private static String abridged(String text) {
            return text.length() > 2000 ? text.substring(0, 2000) + "…" : text;
        }

        JsonObject receipt() {
            try {
                return StrictJson.parseObject(Files.readAllBytes(receiptFile), new JsonLimits(1 << 22, 100, 1 << 20));
            } catch (IOException | JsonException e) {
                throw new AssertionError(this + ": " + err, e);
            }
        }

        JsonObject result() {
            try {
                return receipt().requireObject("result");
            } catch (JsonException e) {
                throw new AssertionError(err, e);
            }
        }
    }

    static Courthouse open(Path folder) throws IOException {
        for (String tool : List.of("gcc", "g++", "python3")) {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), "run tools/install-test-packages");
        }
        Courthouse house = new Courthouse(folder);
        SigningKey key = SigningKey.generateEcdsaP256();
        write(folder.resolve("key.pem"), key.privatePem(), "rw-------");
        write(folder.resolve("key.pub.pem"), key.publicPem(), "rw-r--r--");
        write(folder.resolve("immure.yaml"), "schema: 1\n", "rw-r--r--");
        house.packImage();
        house.compilePrograms();
        return house;
    }

    /** Named like its source, with the language for its last name. */
    static List<String> commandFor(String program) {
        String name = program.substring(0, program.lastIndexOf('.'));
        return switch (program.substring(program.lastIndexOf('.') + 1)) {
            case "c", "cpp" -> List.of("/judge/bin/" + name);
            case "py" -> List.of("/usr/bin/python3", "/judge/" + program);
            case "sh" -> List.of("/bin/sh", "/judge/" + program);
            default -> throw new IllegalArgumentException("no language for " + program);
        };
    }

    Path programs() {
        return programs;
    }

    /** Runs it behind the default profile and the shipped policy. */
    Outcome run(List<String> options, String stdin, List<String> command) {
        InputStream input = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8));
        return run(options, input, command);
    }

    Outcome run(List<String> options, InputStream input, List<String> command) {
        return run(options, input, new ByteArrayOutputStream(), command, "ro");
    }

    /** With the output going where it is said; the outcome has none. It is closed when the run has ended. */
    Outcome run(List<String> options, InputStream input, OutputStream output, List<String> command) {
        try (OutputStream out = output) {
            return run(options, input, out, command, "ro");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome run(
            List<String> options, InputStream input, OutputStream output, List<String> command, String access) {
        int number = runs.incrementAndGet();
        Path receipt = folder.resolve("receipt-" + number + ".json");
        Path copied = folder.resolve("out-" + number);
        List<String> arguments = new ArrayList<>(List.of("run", "-i", "-w", "/box"));
        arguments.addAll(List.of("--key", folder.resolve("key.pub.pem").toString()));
        arguments.addAll(List.of("--receipt", receipt.toString()));
        arguments.addAll(List.of("-v", "/usr:/usr", "-v", programs + ":/judge:" + access));
        arguments.addAll(List.of("-v", folder.resolve("scratch") + ":/scratch:rw"));
        options.stream()
                .map(option -> option.replace("${out}", copied.toString()).replace("${programs}", programs.toString()))
                .forEach(arguments::add);
        arguments.add(IMAGE);
        arguments.addAll(command);
        Outcome outcome = immure(arguments, input, output, receipt);
        return new Outcome(outcome.status(), outcome.out(), outcome.err(), read(copied), receipt);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome immure(List<String> words, InputStream input, OutputStream output, Path receipt) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(words);
        int command = words.getFirst().equals("image") ? 2 : 1;
        arguments.addAll(
                command,
                List.of(
                        "--root",
                        folder.resolve("state").toString(),
                        "--config",
                        folder.resolve("immure.yaml").toString()));
        PrintStream printed = new PrintStream(output, false, StandardCharsets.UTF_8);
        PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);
        int status = Main.run(arguments.toArray(String[]::new), new Console(input, printed, said));
        printed.flush();
        String out = output instanceof ByteArrayOutputStream kept ? kept.toString(StandardCharsets.UTF_8) : "";
        return new Outcome(status, out, err.toString(StandardCharsets.UTF_8), "", receipt);
    }

    /** A command that runs nothing. */
    private void image(List<String> words) {
        require(immure(words, InputStream.nullInputStream(), new ByteArrayOutputStream(), folder.resolve("none")));
    }

    private void packImage() throws IOException {
        Path tree = folder.resolve("tree");
        for (String directory :
                List.of("box", "dev", "etc", "judge", "proc", "run", "scratch", "sys", "tmp", "usr", "var/tmp")) {
            Files.createDirectories(tree.resolve(directory));
        }
        for (String link : List.of("bin", "lib", "lib64", "sbin")) {
            Files.createSymbolicLink(tree.resolve(link), Path.of("usr", link));
        }
        Files.setPosixFilePermissions(tree.resolve("box"), PosixFilePermissions.fromString("rwxrwxrwx"));
        write(tree.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\njudged:x:1000:1000::/box:/bin/sh\n", "rw-r--r--");
        image(List.of("image", "pack", "-u", "1000:1000", tree.toString(), IMAGE));
        image(List.of("image", "sign", "--key", folder.resolve("key.pem").toString(), IMAGE));
    }

    /** One run for all of them: the compiler is a program like any other, and gets no more than the default profile. */
    private void compilePrograms() throws IOException {
        Files.createDirectories(programs.resolve("bin"));
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                Path copy = programs.resolve(source.getFileName().toString());
                write(copy, Files.readString(source), "rw-r--r--");
                own(copy);
            }
        }
        Files.createDirectories(folder.resolve("scratch"));
        own(folder.resolve("scratch"));
        own(programs.resolve("bin"));
        own(programs);
        List<String> compiler = List.of("/bin/sh", "/judge/compile-all.sh");
        require(run(List.of(), InputStream.nullInputStream(), new ByteArrayOutputStream(), compiler, "rw"));
    }

    private static void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", OWNER);
        Files.setAttribute(path, "unix:gid", OWNER);
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static void require(Outcome outcome) {
        if (outcome.status() != 0) {
            throw new AssertionError(outcome.out() + outcome.err());
        }
    }
}
