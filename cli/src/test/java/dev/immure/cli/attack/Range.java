package dev.immure.cli.attack;

import dev.immure.cli.Main;
import dev.immure.cli.Wishes;
import dev.immure.cli.demo.Demo;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.pipeline.WeakenedRun;
import dev.immure.cli.render.Console;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.disk.DiskPreference;
import dev.immure.core.image.store.TreeVerification;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.PolicyBundle;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.signing.SigningKey;
import dev.immure.signing.TrustPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the attacks are tried: a state folder, a key, and root file systems around the probe. */
public final class Range {
    private static final List<String> NAMESPACES = List.of("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time");
    private static final JsonLimits RECEIPT = new JsonLimits(1 << 22, 100, 1 << 20);

    private final Path folder;

    private Range(Path folder) {
        this.folder = folder;
    }

    /** How a command ended, and what it said. */
    public record Outcome(int status, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    /** A run and its receipt; the receipt of a run that never started is an error to ask for. */
    public record Run(Outcome outcome, Path file) {
        public int status() {
            return outcome.status();
        }

        public String verdict() {
            try {
                return receipt().requireObject("result").requireString("verdict");
            } catch (JsonException e) {
                throw new AssertionError(outcome.toString(), e);
            }
        }

        public JsonObject receipt() {
            return Range.receipt(file);
        }
    }

    public static JsonObject receipt(Path file) {
        try {
            return StrictJson.parseObject(Files.readAllBytes(file), RECEIPT);
        } catch (IOException | JsonException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    public static Range open(Path folder) throws IOException {
        Range range = new Range(folder);
        SigningKey key = SigningKey.generateEcdsaP256();
        Files.writeString(range.secretKey(), key.privatePem());
        Files.setPosixFilePermissions(range.secretKey(), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(range.publicKey(), key.publicPem());
        Files.setPosixFilePermissions(range.publicKey(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(range.config(), "schema: 1\n");
        Files.setPosixFilePermissions(range.config(), PosixFilePermissions.fromString("rw-r--r--"));
        return range;
    }

    public Path root() {
        return folder.resolve("state");
    }

    public Path publicKey() {
        return folder.resolve("key.pub.pem");
    }

    private Path secretKey() {
        return folder.resolve("key.pem");
    }

    /** What every command is told; says nothing at first. */
    Path config() {
        return folder.resolve("immure.yaml");
    }

    /** A root file system with the probe and the directories that every image has. */
    public Path tree(String name) throws IOException {
        Path tree = folder.resolve(name);
        for (String directory : List.of("bin", "etc", "usr", "proc", "dev", "sys", "tmp", "run", "q")) {
            Files.createDirectories(tree.resolve(directory));
        }
        Files.writeString(tree.resolve("etc/passwd"), "root:x:0:0::/:/bin/false\nprobe:x:1000:1000::/:/bin/false\n");
        copyProbe(tree.resolve("bin/probe"));
        return tree;
    }

    public static void copyProbe(Path to) throws IOException {
        try (InputStream probe =
                Objects.requireNonNull(Demo.class.getResourceAsStream("probe"), "no probe was built")) {
            Files.copy(probe, to);
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Packs and signs, as a user would. */
    public void image(String name, Path tree, String... options) {
        require(immure(concat(List.of("image", "pack", tree.toString(), name), List.of(options))));
        require(immure(List.of("image", "sign", "--key", secretKey().toString(), name)));
    }

    private static void require(Outcome outcome) {
        if (outcome.status() != 0) {
            throw new AssertionError(outcome.err());
        }
    }

    /** Runs a command of Immure in this process. */
    public Outcome immure(List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);
        int status = immure(arguments, printed, said);
        printed.flush();
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** As {@link #immure(List)}, with streams given. */
    public int immure(List<String> arguments, PrintStream output, PrintStream error) {
        List<String> all = new ArrayList<>(arguments.subList(0, 1));
        int options = 1;
        if (List.of("image", "audit", "profile", "policy").contains(arguments.getFirst())) {
            all.add(arguments.get(1));
            options = 2;
        }
        all.addAll(List.of("--root", root().toString(), "--config", config().toString()));
        all.addAll(arguments.subList(options, arguments.size()));
        return Main.run(all.toArray(String[]::new), new Console(InputStream.nullInputStream(), output, error));
    }

    /** {@code immure run OPTIONS IMAGE COMMAND}, with a receipt. */
    public Run run(List<String> options, String image, String... command) throws IOException {
        Path receipt = folder.resolve("receipt.json");
        Files.deleteIfExists(receipt);
        List<String> arguments =
                new ArrayList<>(List.of("run", "--key", publicKey().toString(), "--receipt", receipt.toString()));
        arguments.addAll(options);
        arguments.add(image);
        arguments.addAll(List.of(command));
        return new Run(immure(arguments), receipt);
    }

    /** As {@link #run}, but only what was asked for: {@link WeakenedRun} runs it with a wall taken away. */
    public RunWish wish(String... command) {
        return wish(List.of("--read-only"), "probe:v1", command);
    }

    /** @param options those of {@code immure run}; none is added */
    public RunWish wish(List<String> options, String image, String... command) {
        return Wishes.of(concat(concat(options, List.of(image)), List.of(command)));
    }

    /** The shipped policy and default profile, with this range's key. */
    public RunSetting setting() {
        return new RunSetting(
                root(),
                root().resolve("images"),
                root().resolve("audit"),
                TrustPolicy.ofKey(publicKey()),
                PolicyBundle.baseline(),
                ProfileCatalog.shipped().load("default"),
                Optional.empty(),
                DiskPreference.AUTO,
                TreeVerification.STAT);
    }

    public AuditVerification audit() {
        return AuditVerifier.verify(root().resolve("audit"));
    }

    /** What the probe is told of the outside, and then what it is to do. */
    public static String[] probe(String... attempt) {
        return concat(outside(), List.of(attempt)).toArray(String[]::new);
    }

    private static List<String> outside() {
        return NAMESPACES.stream().map(Range::namespace).toList();
    }

    private static String namespace(String name) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns", name)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
