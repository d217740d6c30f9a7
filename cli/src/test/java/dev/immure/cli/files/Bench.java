package dev.immure.cli.files;

import dev.immure.cli.Main;
import dev.immure.cli.Wishes;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.WeakenedRun;
import dev.immure.cli.render.Console;
import dev.immure.core.disk.DiskPreference;
import dev.immure.core.image.store.TreeVerification;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.policy.PolicyBundle;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.signing.SigningKey;
import dev.immure.signing.TrustPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Runs shell commands in a signed image without programs, into which the host's own tools are bound read-only. */
final class Bench {
    static final String IMAGE = "bench:v1";

    private final Path folder;

    private Bench(Path folder) {
        this.folder = folder;
    }

    /** How a run came out. */
    record Outcome(int status, String out, String err, Path receiptFile) {
        JsonObject receipt() {
            try {
                return StrictJson.parseObject(Files.readAllBytes(receiptFile), new JsonLimits(1 << 22, 100, 1 << 20));
            } catch (IOException | JsonException e) {
                throw new AssertionError(err, e);
            }
        }

        String verdict() {
            try {
                return receipt().requireObject("result").requireString("verdict");
            } catch (JsonException e) {
                throw new AssertionError(err, e);
            }
        }
    }

    static Bench open(Path folder) throws IOException {
        Bench bench = new Bench(folder);
        SigningKey key = SigningKey.generateEcdsaP256();
        write(folder.resolve("key.pem"), key.privatePem(), "rw-------");
        write(folder.resolve("key.pub.pem"), key.publicPem(), "rw-r--r--");
        write(folder.resolve("immure.yaml"), "schema: 1\n", "rw-r--r--");
        bench.image(IMAGE, bench.tree("tree"));
        return bench;
    }

    /** A root file system that a test may add to before it packs it. */
    Path tree(String name) throws IOException {
        Path tree = Files.createDirectory(folder.resolve(name));
        for (String directory : List.of("box", "dev", "etc", "proc", "run", "sys", "tmp", "usr")) {
            Files.createDirectory(tree.resolve(directory));
        }
        for (String link : List.of("bin", "lib", "lib64", "sbin")) {
            Files.createSymbolicLink(tree.resolve(link), Path.of("usr", link));
        }
        Files.setPosixFilePermissions(tree.resolve("box"), PosixFilePermissions.fromString("rwxrwxrwx"));
        write(tree.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/box:/bin/sh\n", "rw-r--r--");
        write(tree.resolve("etc/group"), "root:x:0:\nuser:x:1000:\nextra:x:77:user\n", "rw-r--r--");
        return tree;
    }

    /** Packs and signs. */
    void image(String name, Path tree) {
        require(immure(List.of("image", "pack", "-u", "1000:1000", tree.toString(), name)));
        require(immure(
                List.of("image", "sign", "--key", folder.resolve("key.pem").toString(), name)));
    }

    private static void require(Outcome outcome) {
        if (outcome.status() != 0) {
            throw new AssertionError(outcome.err());
        }
    }

    /** {@code sh -c SCRIPT} in the bench's own image. */
    Outcome run(List<String> options, String script) throws IOException {
        return run(options, IMAGE, script);
    }

    Outcome run(List<String> options, String image, String script) throws IOException {
        Files.deleteIfExists(folder.resolve("receipt.json"));
        return immure(words(options, image, script));
    }

    private List<String> words(List<String> options, String image, String script) {
        List<String> words = new ArrayList<>(List.of("run", "-v", "/usr:/usr"));
        words.addAll(List.of("--key", folder.resolve("key.pub.pem").toString()));
        words.addAll(List.of("--receipt", folder.resolve("receipt.json").toString()));
        words.addAll(options);
        words.addAll(List.of(image, "/bin/sh", "-c", script));
        return words;
    }

    private Outcome immure(List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console = new Console(InputStream.nullInputStream(), printed, said);
        int status = Main.run(withPlaces(words).toArray(String[]::new), console);
        printed.flush();
        return new Outcome(
                status,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8),
                folder.resolve("receipt.json"));
    }

    private List<String> withPlaces(List<String> words) {
        List<String> all = new ArrayList<>(words);
        int command = words.getFirst().equals("image") ? 2 : 1;
        all.addAll(
                command,
                List.of(
                        "--root",
                        folder.resolve("state").toString(),
                        "--config",
                        folder.resolve("immure.yaml").toString()));
        return all;
    }

    /** The same run with a wall taken out of its plan. */
    WeakenedRun.Outcome weakened(UnaryOperator<LaunchPlan> change, List<String> options, String script) {
        RunSetting setting = new RunSetting(
                folder.resolve("state"),
                folder.resolve("state/images"),
                folder.resolve("state/audit"),
                TrustPolicy.ofKey(folder.resolve("key.pub.pem")),
                PolicyBundle.baseline(),
                ProfileCatalog.shipped().load("default"),
                Optional.empty(),
                DiskPreference.AUTO,
                TreeVerification.STAT);
        List<String> words = new ArrayList<>(List.of("-v", "/usr:/usr"));
        words.addAll(options);
        words.addAll(List.of(IMAGE, "/bin/sh", "-c", script));
        return new WeakenedRun(setting, change, UnaryOperator.identity()).run(Wishes.of(words));
    }

    /** The same run as a shell's command line, in a JVM of its own. */
    String commandLine(List<String> options, String script) {
        List<String> words = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djnr.ffi.asm.enabled=false",
                "-Djffi.boot.library.path="
                        + Objects.requireNonNull(System.getProperty("jffi.boot.library.path"), "no native library"),
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path"), "no class path"),
                "dev.immure.cli.Main"));
        words.addAll(withPlaces(words(options, IMAGE, script)));
        return String.join(
                " ",
                words.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }

    /** All that lies in a folder, by name. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static void write(Path file, String text, String permissions) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
