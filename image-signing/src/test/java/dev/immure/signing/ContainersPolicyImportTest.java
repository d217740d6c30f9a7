package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.ContainersPolicyImport.Imported;
import dev.immure.signing.ContainersPolicyImport.Tags;
import dev.immure.signing.fault.ImportFault;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.name.RepositoryName;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Gnupg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainersPolicyImportTest {
    private static final String REPOSITORY = "\"signedIdentity\":{\"type\":\"matchRepository\"}";
    private static final String REJECT = "[{\"type\":\"reject\"}]";

    @TempDir
    static Path keys;

    @TempDir
    Path directory;

    private static Path alice;
    private static Path bob;
    private static Path cosign;

    private Path output;

    @BeforeAll
    static void makeKeys() throws IOException {
        try (Gnupg gpg = new Gnupg(keys)) {
            gpg.key("alice", "ed25519", "2y");
            gpg.key("bob", "ed25519", "2y");
            alice = keep("alice.gpg", gpg.export("alice"));
            bob = keep("bob.gpg", gpg.export("bob"));
        }
        cosign = keep("cosign.pub", SigningKey.generateEcdsaP256().publicPem().getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void keysWereMade() {
        assertThat(alice).isNotEmptyFile();
    }

    private static Path keep(String name, byte[] content) throws IOException {
        Path file = Files.write(keys.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @BeforeEach
    void place() {
        output = directory.resolve("trust.yaml");
    }

    private static String signedBy(String keys) {
        return "{\"type\":\"signedBy\",\"keyType\":\"GPGKeys\"," + keys + "," + REPOSITORY + "}";
    }

    private static String path(Path key) {
        return "\"keyPath\":\"" + key + "\"";
    }

    private static String policy(String scopes) {
        return "{\"default\":" + REJECT + ",\"transports\":{\"docker\":{" + scopes + "}}}";
    }

    private Imported run(String json, Tags tags) {
        try {
            Path file = Files.writeString(directory.resolve("policy.json"), json);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return ContainersPolicyImport.run(file, output, tags);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TrustPolicy imported(String json) {
        run(json, Tags.BOUND);
        return TrustPolicy.read(output);
    }

    private void refused(String json, ImportFault code, String why) {
        Fault fault = Faults.of(() -> run(json, Tags.BOUND));
        assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
        assertThat(fault.why()).contains(why);
        assertThat(output).doesNotExist();
    }

    private static Optional<TrustRule> rule(TrustPolicy policy, String name) {
        return policy.ruleFor(RepositoryName.parse(name));
    }

    @Test
    void aScopeIsTheRepositoryAndAllBelowIt() {
        TrustPolicy policy = imported(policy("\"registry.example/team\":[" + signedBy(path(alice)) + "],"
                + "\"other.example:5000\":[" + signedBy(path(bob)) + "]"));
        assertThat(rule(policy, "registry.example/team")).isPresent();
        assertThat(rule(policy, "registry.example/team/app/x")).isPresent();
        assertThat(rule(policy, "registry.example/teams")).isEmpty();
        assertThat(rule(policy, "other.example:5000/app")).isPresent();
        assertThat(rule(policy, "third.example/app")).isEmpty();
    }

    @Test
    void theNarrowestScopeDecides() {
        TrustPolicy policy =
                imported(policy("\"\":[" + signedBy(path(alice)) + "],\"r.example/a\":[" + signedBy(path(bob)) + "]"));
        assertThat(rule(policy, "r.example/a/b").orElseThrow().scope().toString())
                .isEqualTo("r.example/a/*");
        assertThat(rule(policy, "r.example/b").orElseThrow().scope().toString()).isEqualTo("*");
    }

    @Test
    void severalRequirementsMustAllBeMet() throws IOException {
        imported(policy("\"r.example/a\":[" + signedBy(path(alice)) + "," + signedBy(path(bob)) + ","
                + signedBy(path(bob)) + "]"));
        assertThat(Files.readString(output))
                .contains("require: [openpgp-1, openpgp-2]")
                .contains("threshold: 2")
                .contains("must: [openpgp-1, openpgp-2]");
    }

    @Test
    void severalKeyringsOfOneRequirementAreOneAuthority() throws IOException {
        String both = "\"keyPaths\":[\"" + alice + "\",\"" + bob + "\"]";
        Imported imported = run(policy("\"r.example/a\":[" + signedBy(both) + "]"), Tags.BOUND);
        assertThat(imported.files()).hasSize(2);
        assertThat(Files.readString(output)).contains("require: [openpgp-1]").doesNotContain("threshold");
    }

    @Test
    void keysWithinThePolicyAreTakenAlong() throws IOException {
        String ring = "\"keyData\":\"" + Base64.getEncoder().encodeToString(Files.readAllBytes(alice)) + "\"";
        String key = "{\"type\":\"sigstoreSigned\",\"keyData\":\""
                + Base64.getEncoder().encodeToString(Files.readAllBytes(cosign)) + "\"," + REPOSITORY + "}";
        TrustPolicy policy = imported(policy("\"r.example/a\":[" + signedBy(ring) + "],\"r.example/b\":[" + key + "]"));
        assertThat(rule(policy, "r.example/a")).isPresent();
        assertThat(rule(policy, "r.example/b")).isPresent();
    }

    @Test
    void aKeyOfCosignIsImported() {
        String key = "{\"type\":\"sigstoreSigned\"," + path(cosign) + "," + REPOSITORY + "}";
        assertThat(rule(imported(policy("\"r.example/a\":[" + key + "]")), "r.example/a"))
                .isPresent();
    }

    @Test
    void whatAcceptsAnythingIsLeftOutAndSaid() throws IOException {
        Imported imported = run(
                "{\"default\":[{\"type\":\"insecureAcceptAnything\"}],\"transports\":{\"dir\":{\"\":[{\"type\":\"insecureAcceptAnything\"}]}}}",
                Tags.BOUND);
        assertThat(imported.rules()).isZero();
        assertThat(imported.notes()).anyMatch(note -> note.contains("trusts nobody by default"));
        assertThat(Files.readString(output)).contains("rules: []").contains("# the default: accepts anything");
        assertThat(rule(TrustPolicy.read(output), "r.example/a")).isEmpty();
    }

    @Test
    void whatBindsTheTagIsImportedOnlyWhenThatIsGivenUp() {
        String tagged = "{\"type\":\"signedBy\",\"keyType\":\"GPGKeys\"," + path(alice) + "}";
        refused(
                policy("\"r.example/a\":[" + tagged + "]"),
                ImportFault.MEANING,
                "binds the tag (matchRepoDigestOrExact)");
        assertThat(run(policy("\"r.example/a\":[" + tagged + "]"), Tags.ANY).notes())
                .anyMatch(note -> note.contains("now any tag of the repository counts"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"*.example.com\" | KEY | all hosts below a domain",
                "\"r.example/a:v1\" | KEY | one tag or digest",
                "\"r.example/a@sha256:0\" | KEY | one tag or digest",
                "\"r.example/a\" | \"signedIdentity\":{\"type\":\"exactRepository\",\"dockerRepository\":\"x.example/y\"} | another name",
                "\"r.example/a\" | \"signedIdentity\":{\"type\":\"exactReference\",\"dockerReference\":\"x.example/y:z\"} | another name",
                "\"r.example/a\" | \"signedIdentity\":{\"type\":\"remapIdentity\",\"prefix\":\"a\",\"signedPrefix\":\"b\"} | another name"
            })
    void whatATrustFileCouldOnlySayMoreWeaklyIsRefused(String scope, String identity, String why) {
        String requirement = identity.equals("KEY")
                ? signedBy(path(alice))
                : signedBy(path(alice)).replace(REPOSITORY, identity);
        refused(policy(scope + ":[" + requirement + "]"), ImportFault.MEANING, why);
    }

    @Test
    void aRejectionBelowAScopeThatIsSignedIsRefusedAndNotLost() {
        String signed = "\"r.example/a\":[" + signedBy(path(alice)) + "]";
        refused(
                policy(signed + ",\"r.example/a/b\":" + REJECT),
                ImportFault.MEANING,
                "rejects what a wider scope accepts");
        refused(
                policy(signed + ",\"r.example/a:v1\":" + REJECT),
                ImportFault.MEANING,
                "rejects what a wider scope accepts");
        refused(
                policy(signed + ",\"r.example/a/b\":[{\"type\":\"reject\"}," + signedBy(path(alice)) + "]"),
                ImportFault.MEANING,
                "rejects what a wider scope accepts");
    }

    @Test
    void demandsBeyondAKeyAreNotDropped() {
        String logged =
                "{\"type\":\"sigstoreSigned\"," + path(cosign) + ",\"rekorPublicKeyPath\":\"/k\"," + REPOSITORY + "}";
        refused(policy("\"r.example/a\":[" + logged + "]"), ImportFault.MEANING, "demands rekorPublicKeyPath");
        String fulcio = "{\"type\":\"sigstoreSigned\",\"fulcio\":{},\"rekorPublicKeyPath\":\"/k\"," + REPOSITORY + "}";
        refused(policy("\"r.example/a\":[" + fulcio + "]"), ImportFault.MEANING, "demands fulcio");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"default\" | \"defaults\" | not a field",
                "\"default\":[ | \"default\":[],\"x\":[ | is empty",
                "{\"type\":\"reject\"} | {\"type\":\"reject\",\"more\":1} | not a field",
                "{\"type\":\"reject\"} | {\"type\":\"rejects\"} | not a type of requirement",
                "{\"type\":\"reject\"} | {\"type\":\"reject\",\"type\":\"insecureAcceptAnything\"} | twice",
                "[{\"type\":\"reject\"}] | [] | empty",
                "GPGKeys | X509 | not GPGKeys",
                "\"keyPath\" | \"keyData\":\"AA\",\"keyPath\" | exactly one source",
                "matchRepository | matchRepositories | not a type of signedIdentity"
            })
    void aMalformedPolicyIsRefused(String from, String to, String why) {
        String good = policy("\"r.example/a\":[" + signedBy(path(alice)) + "]");
        assertThat(good).contains(from);
        refused(good.replace(from, to), ImportFault.POLICY, why);
    }

    @Test
    void aKeyringThatIsNotUnderstoodLeavesNoTrustFile() throws IOException {
        Path broken = keep("broken.gpg", new byte[] {1, 2, 3});
        Fault fault = Faults.of(() -> run(policy("\"r.example/a\":[" + signedBy(path(broken)) + "]"), Tags.BOUND));
        assertThat(fault.code()).isEqualTo(OpenPgpFault.KEYRING);
        Path pem = keep("broken.pub", new byte[] {1, 2, 3});
        String key = "{\"type\":\"sigstoreSigned\"," + path(pem) + "," + REPOSITORY + "}";
        Fault other = Faults.of(() -> run(policy("\"r.example/a\":[" + key + "]"), Tags.BOUND));
        assertThat(other.code()).isEqualTo(SigningFault.TRUST_FILE);
        assertThat(output).doesNotExist();
    }

    @Test
    void aPathThatIsNoneIsRefused() {
        String keyring = "\"keyPath\":\"/a\\u0000b\"";
        refused(policy("\"r.example/a\":[" + signedBy(keyring) + "]"), ImportFault.POLICY, "not a path");
    }

    @Test
    void anExistingTrustFileIsNotReplaced() throws IOException {
        Files.writeString(output, "mine");
        Fault fault = Faults.of(() -> run(policy("\"r.example/a\":[" + signedBy(path(alice)) + "]"), Tags.BOUND));
        assertThat(fault.code()).isEqualTo(ImportFault.WRITE);
        assertThat(output).hasContent("mine");
    }

    @Test
    void noTextOfThePolicyBreaksOutOfTheTrustFile() {
        String scope = "\"r.example/a\\n  - scope: \\\"*\\\"\"";
        Fault fault = Faults.of(() -> run(policy(scope + ":[" + signedBy(path(alice)) + "]"), Tags.BOUND));
        assertThat(fault.code()).isIn(SigningFault.TRUST_FILE, ImportFault.MEANING);
        assertThat(List.of(output)).allSatisfy(file -> assertThat(file).doesNotExist());
    }
}
