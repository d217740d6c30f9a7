package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.store.LayoutJson;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.registry.TestRegistry;
import dev.immure.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policy bundles by every command that makes or takes one, on a host that says whose policies count. */
class PolicyBundleIT {
    private static final String NAME = "policies.example/prod";

    @TempDir
    private Path folder;

    private Range range;

    @BeforeEach
    void prepare() throws IOException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe");
        key("alice");
        key("bob");
        write("policy-trust.yaml", """
                schema: 1
                keys:
                  alice: {file: alice.pub.pem}
                  bob: {file: bob.pub.pem}
                rules:
                  - scope: policies.example/*
                    require: [alice, bob]
                    threshold: 2
                """);
        configure("policy-trust: policy-trust.yaml\n");
        policies(7);
    }

    private void key(String name) throws IOException {
        SigningKey key = SigningKey.generateEcdsaP256();
        Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name + ".pem"), key.privatePem()),
                PosixFilePermissions.fromString("rw-------"));
        write(name + ".pub.pem", key.publicPem());
    }

    private void configure(String more) throws IOException {
        write("immure.yaml", "schema: 1\n" + more);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    private void policies(int version) throws IOException {
        write("policies/policy.yaml", "schema: 1\nname: " + NAME + "\nversion: " + version + "\n");
        write("policies/a.drl", """
                rule "PRM-001 all"
                when
                    ImageFacts( verification == "verified" )
                then
                    decision.permit("ALL", "verified, by version %d");
                end
                """.formatted(version));
        write("policies/tests/a_test.yaml", "schema: 1\n");
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Range.Outcome immure(String... arguments) {
        return range.immure(List.of(arguments));
    }

    private void good(String... arguments) {
        Range.Outcome outcome = immure(arguments);
        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    private String build(String name) {
        good("policy", "build", path("policies"), "-o", path(name));
        return path(name);
    }

    private String signed(String name) {
        String file = build(name);
        good("policy", "sign", "--key", path("alice.pem"), file);
        good("policy", "sign", "--key", path("bob.pem"), file);
        return file;
    }

    private void refuses(String code, String... arguments) {
        Range.Outcome outcome = immure(arguments);
        assertThat(outcome.err()).contains("[" + code + "]");
        assertThat(outcome.status()).isEqualTo(77);
    }

    @Test
    void aSignedBundleDecidesAndTheReceiptNamesIt() throws IOException, JsonException {
        String bundle = signed("prod.bundle");
        Range.Run run = range.run(List.of("--policy", bundle), "probe:v1", "exit", "7");
        assertThat(run.status()).as(run.outcome().err()).isEqualTo(7);
        assertThat(run.receipt().requireObject("policy").requireString("bundle"))
                .isEqualTo(NAME + ":7");
    }

    @Test
    void anUnsignedDirectoryDecidesOnlyWhereNobodyIsTrustedAndTheReceiptSaysSo() throws IOException, JsonException {
        List<String> options = List.of("--policy", path("policies"));
        Range.Run refused = range.run(options, "probe:v1", "exit", "0");
        assertThat(refused.status()).isEqualTo(77);
        assertThat(refused.outcome().err()).contains("[IMM-BUNDLE-NOT-A-BUNDLE]");
        configure("");
        Range.Run run = range.run(options, "probe:v1", "exit", "0");
        assertThat(run.status()).as(run.outcome().err()).isZero();
        assertThat(run.receipt().requireObject("policy").requireString("bundle"))
                .isEqualTo(path("policies") + " (unsigned policy)");
        assertThat(immure(
                                "policy",
                                "check",
                                "--key",
                                range.publicKey().toString(),
                                "--policy",
                                path("policies"),
                                "probe:v1")
                        .out())
                .contains("(unsigned policy)");
    }

    @Test
    void everyCommandThatDecidesTakesTheSamePoliciesOnly() {
        String key = range.publicKey().toString();
        for (String[] command : new String[][] {{"run"}, {"plan"}, {"policy", "check"}}) {
            for (String place : List.of(path("policies"), path("policies/a.drl"))) {
                refuses("IMM-BUNDLE-NOT-A-BUNDLE", with(command, "--key", key, "--policy", place, "probe:v1"));
            }
            refuses("IMM-BUNDLE-NONE-IN-PLACE", with(command, "--key", key, "probe:v1"));
            refuses("IMM-BUNDLE-NOT-SIGNED", with(command, "--key", key, "--policy", build("p.bundle"), "probe:v1"));
            good("policy", "sign", "--key", path("alice.pem"), path("p.bundle"));
            refuses("IMM-SIGN-THRESHOLD", with(command, "--key", key, "--policy", path("p.bundle"), "probe:v1"));
        }
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void theCommandLineDoesNotChooseWhomTheHostTrusts() throws IOException {
        String bundle = signed("prod.bundle");
        Range.Run run = range.run(
                List.of("--policy", bundle, "--policy-trust", path("policy-trust.yaml")), "probe:v1", "exit", "0");
        assertThat(run.status()).isEqualTo(125);
        assertThat(run.outcome().err()).contains("[IMM-BUNDLE-TRUST-SET]");
        Range.Outcome install = immure("policy", "install", "--key", path("alice.pub.pem"), bundle);
        assertThat(install.status()).isEqualTo(125);
        assertThat(install.err()).contains("[IMM-BUNDLE-TRUST-SET]");
        configure("");
        assertThat(range.run(
                                List.of("--policy", bundle, "--policy-trust", path("policy-trust.yaml")),
                                "probe:v1",
                                "exit",
                                "0")
                        .status())
                .isZero();
    }

    @Test
    void whatIsInstalledDecidesAndNoOlderOneComesBack() throws IOException {
        String seven = signed("7.bundle");
        policies(8);
        String eight = signed("8.bundle");
        good("policy", "install", seven);
        assertThat(range.run(List.of(), "probe:v1", "exit", "0").status()).isZero();
        assertThat(immure("policy", "waivers").status()).as("the one in place").isZero();
        good("policy", "waivers", NAME);
        good("policy", "install", eight);
        assertThat(immure("policy", "ls").out())
                .containsPattern(NAME + " +8 .* in place")
                .containsPattern(NAME + " +7 .* previous");
        refuses("IMM-BUNDLE-ROLLBACK", "policy", "install", seven);
        refuses("IMM-BUNDLE-ROLLBACK", "policy", "verify", seven);
        assertThat(range.run(List.of("--policy", seven), "probe:v1", "exit", "0")
                        .outcome()
                        .err())
                .contains("[IMM-BUNDLE-ROLLBACK]");
        good("policy", "uninstall", NAME);
        refuses("IMM-BUNDLE-ROLLBACK", "policy", "install", seven);
        write(
                "policies/a.drl",
                Files.readString(folder.resolve("policies/a.drl")).replace("by", "in"));
        refuses("IMM-BUNDLE-FORKED", "policy", "install", signed("other8.bundle"));
    }

    @Test
    void aRunOfAnyCommandRaisesTheVersionAndAPlanDoesNot() throws IOException {
        String seven = signed("7.bundle");
        policies(8);
        String eight = signed("8.bundle");
        String key = range.publicKey().toString();
        good("plan", "--key", key, "--policy", eight, "probe:v1", "exit", "0");
        good("policy", "check", "--key", key, "--policy", seven, "probe:v1", "exit", "0");
        assertThat(range.run(List.of("--policy", eight), "probe:v1", "exit", "0")
                        .status())
                .isZero();
        refuses("IMM-BUNDLE-ROLLBACK", "policy", "check", "--key", key, "--policy", seven, "probe:v1");
    }

    @Test
    void verifySaysWhoSignedAndWhichCheckFailed() {
        String bundle = signed("prod.bundle");
        assertThat(immure("policy", "verify", bundle).out())
                .startsWith("verified " + NAME + " version 7 sha256:")
                .contains("signed by alice", "signed by bob");
        Range.Outcome early = immure("policy", "verify", "--at", "1999-01-01T00:00:00Z", bundle);
        assertThat(early.status()).as(early.out()).isZero();
        refuses(
                "IMM-SIGSTORE-SIGNATURE",
                "policy",
                "verify",
                "--key",
                range.publicKey().toString(),
                bundle);
        assertThat(immure("policy", "verify", "--key", range.publicKey().toString(), bundle)
                        .out())
                .startsWith("refused ")
                .contains("FAILED  signature");
    }

    @Test
    void aBundleIsInstalledFromARegistryWithItsSignatures() throws IOException, InterruptedException {
        String bundle = signed("prod.bundle");
        Path layout = Files.createDirectory(folder.resolve("layout"));
        assertThat(shell(layout, "tar -xf ../prod.bundle")).isZero();
        List<Descriptor> entries =
                new ManifestReader(Limits.DEFAULT).index(Files.readAllBytes(layout.resolve("index.json")));
        Digest digest = entries.getFirst().digest();
        try (TestRegistry registry = TestRegistry.start()) {
            push(registry, layout, entries);
            String place = "docker://" + registry.host() + "/policies/prod@" + digest;
            good("policy", "verify", place);
            good("policy", "install", place);
            assertThat(immure("policy", "ls").out()).contains(digest.toString());
            registry.referrers(digest, LayoutJson.index(List.of(entries.get(1))));
            refuses("IMM-SIGN-THRESHOLD", "policy", "install", place);
            registry.referrers(digest, LayoutJson.index(List.of()));
            refuses("IMM-BUNDLE-NOT-SIGNED", "policy", "install", place);
            refuses("IMM-BUNDLE-NOT-SIGNED", "policy", "verify", place);
        }
        assertThat(Files.readAllBytes(folder.resolve("state/policy").resolve(digest.hex() + ".bundle")))
                .as("what was fetched is the file that was pushed")
                .isEqualTo(Files.readAllBytes(Path.of(bundle)));
    }

    private static void push(TestRegistry registry, Path layout, List<Descriptor> entries) throws IOException {
        try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                byte[] content = Files.readAllBytes(blob);
                registry.blob(Digest.of(content), content);
            }
        }
        for (Descriptor entry : entries) {
            byte[] content = Files.readAllBytes(
                    layout.resolve("blobs/sha256").resolve(entry.digest().hex()));
            registry.manifest(MediaTypes.OCI_MANIFEST, content);
        }
        registry.referrers(entries.getFirst().digest(), LayoutJson.index(entries.subList(1, entries.size())));
    }

    /** The commands of docs/policy-bundles.md, as they stand there. */
    @Test
    void theFormatCanBeCheckedWithoutImmure() throws IOException, InterruptedException {
        good("policy", "build", path("policies"), "-o", path("prod.bundle"));
        good("policy", "sign", "--key", path("alice.pem"), path("prod.bundle"));
        String page = Files.readString(Path.of("../docs/policy-bundles.md"));
        String script = page.substring(page.indexOf("```sh\n") + 6);
        script = "set -eu\n" + script.substring(0, script.indexOf("```"));
        assertThat(shell(folder, script)).isZero();
        assertThat(Files.readString(folder.resolve("parts/a.drl"))).contains("version 7");
        Files.copy(folder.resolve("bob.pub.pem"), folder.resolve("alice.pub.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(shell(folder, "rm -r parts\n" + script)).as("another key").isNotZero();
    }

    private int shell(Path directory, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shell.log").toFile())
                .start();
        return process.waitFor();
    }

    @Test
    void twoBuildsAreTheSameBytes() throws IOException, InterruptedException {
        byte[] one = Files.readAllBytes(Path.of(build("1.bundle")));
        assertThat(shell(folder, "touch -d 1999-01-01 policies/* && chmod 600 policies/*.drl && cp -r policies again"))
                .isZero();
        good("policy", "build", path("again"), "-o", path("2.bundle"));
        assertThat(Files.readAllBytes(folder.resolve("2.bundle"))).isEqualTo(one);
    }

    @Test
    void theAnswersHaveAJsonForm() throws JsonException {
        String file = path("p.bundle");
        JsonObject built = json("policy", "build", path("policies"), "-o", file, "--output", "json");
        assertThat(built.requireString("name")).isEqualTo(NAME);
        assertThat(built.requireLong("version")).isEqualTo(7);
        assertThat(built.objects("parts")).hasSize(4);
        JsonObject once = json("policy", "sign", "--key", path("alice.pem"), file, "--output", "json");
        assertThat(once.requireLong("signatures")).isEqualTo(1);
        assertThat(once.requireString("digest")).isEqualTo(built.requireString("digest"));
        good("policy", "sign", "--key", path("bob.pem"), file);
        JsonObject verified = json("policy", "verify", file, "--output", "json");
        assertThat(verified.bool("verified")).contains(true);
        assertThat(verified.objects("signers")).hasSize(2);
        assertThat(json("policy", "install", file, "--output", "json").strings("signers"))
                .containsExactlyInAnyOrder("alice", "bob");
        assertThat(json("policy", "ls", "--output", "json")
                        .requireObject("current")
                        .requireLong("version"))
                .isEqualTo(7);
    }

    private JsonObject json(String... arguments) {
        Range.Outcome outcome = immure(arguments);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return parse(outcome.out());
    }

    private static JsonObject parse(String text) {
        try {
            return StrictJson.parseObject(text.getBytes(StandardCharsets.UTF_8), new JsonLimits(1 << 22, 100, 1 << 20));
        } catch (JsonException e) {
            throw new AssertionError(text, e);
        }
    }

    @Test
    void wrongInputsAreSaidInASentence() throws IOException {
        wrong("IMM-BUNDLE-FORMAT", "policy", "verify", path("policies/a.drl"));
        wrong("IMM-BUNDLE-FORMAT", "policy", "sign", "--key", path("alice.pem"), path("policies/a.drl"));
        wrong("IMM-BUNDLE-UNREADABLE", "policy", "verify", path("none.bundle"));
        wrong("IMM-BUNDLE-BUILD", "policy", "build", path("none"), "-o", path("x.bundle"));
        wrong("IMM-BUNDLE-BUILD", "policy", "build", path("policies"), "--version", "9", "-o", path("x.bundle"));
        wrong("IMM-BUNDLE-NOT-INSTALLED", "policy", "uninstall", NAME);
        write("policies/policy.yaml", "schema: 1\n");
        wrong("IMM-BUNDLE-BUILD", "policy", "build", path("policies"), "-o", path("x.bundle"));
        write("policies/waivers.yml", "");
        wrong(
                "IMM-BUNDLE-BUILD",
                "policy",
                "build",
                path("policies"),
                "--name",
                "a",
                "--version",
                "1",
                "-o",
                path("x"));
        configure("");
        wrong("IMM-BUNDLE-NO-TRUST", "policy", "verify", path("none.bundle"));
        assertThat(folder.resolve("x.bundle")).doesNotExist();
    }

    private void wrong(String code, String... arguments) {
        Range.Outcome outcome = immure(arguments);
        assertThat(outcome.err()).contains("[" + code + "]").doesNotContain("Exception", "\tat ");
        assertThat(outcome.status()).isEqualTo(125);
    }
}
