package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.name.RepositoryName;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Openssl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustFileTest {
    private static final String GOOD = """
            schema: 1
            keys:
              alice: {file: alice.pub}
              bob: {file: bob.pub}
            rules:
              - scope: registry.example/team/*
                require: [alice, bob]
                threshold: 2
              - scope: registry.example/*
                require: [alice]
            """;

    @TempDir
    Path directory;

    private SigningKey alice;

    @BeforeEach
    void makeKeys() throws IOException {
        alice = SigningKey.generateEcdsaP256();
        Files.writeString(directory.resolve("alice.pub"), alice.publicPem());
        Files.writeString(
                directory.resolve("bob.pub"), SigningKey.generateEcdsaP256().publicPem());
    }

    @Test
    void readsKeysAndRules() throws IOException {
        TrustPolicy policy = read(GOOD);
        assertThat(policy.authorities()).extracting(Authority::name).containsExactly("alice", "bob");
        assertThat(((TrustedKey) policy.authorities().getFirst()).fingerprint()).isEqualTo(alice.fingerprint());
        assertThat(policy.rules())
                .extracting(rule -> rule.scope().text())
                .containsExactly("registry.example/team/*", "registry.example/*");
        assertThat(policy.rules().getFirst().threshold()).isEqualTo(2);
        assertThat(policy.rules().getLast().threshold()).isEqualTo(1);
    }

    @Test
    void readsAKeyInTheFileItself() throws IOException {
        String pem = alice.publicPem().indent(6);
        TrustPolicy policy = read("schema: 1\nkeys:\n  alice:\n    pem: |\n" + pem + "rules: []\n");
        assertThat(((TrustedKey) policy.authorities().getFirst()).fingerprint()).isEqualTo(alice.fingerprint());
    }

    @Test
    void theMostSpecificRuleIsTheOnlyOneAsked() throws IOException {
        TrustPolicy policy = read("""
                schema: 1
                keys: {alice: {file: alice.pub}}
                rules:
                  - {scope: "*", require: [alice]}
                  - {scope: registry.example/team/*, require: [alice]}
                  - {scope: registry.example/*, require: [alice]}
                  - {scope: registry.example/team/app, require: [alice]}
                """);
        assertThat(scopeOf(policy, "registry.example/team/app")).isEqualTo("registry.example/team/app");
        assertThat(scopeOf(policy, "registry.example/team/other")).isEqualTo("registry.example/team/*");
        assertThat(scopeOf(policy, "registry.example/app")).isEqualTo("registry.example/*");
        assertThat(scopeOf(policy, "elsewhere/app")).isEqualTo("*");
    }

    @Test
    void aNameWithoutARuleHasNone() throws IOException {
        assertThat(read(GOOD).ruleFor(Optional.of(new RepositoryName("elsewhere/app"))))
                .isEmpty();
        assertThat(TrustPolicy.denyAll().ruleFor(Optional.of(new RepositoryName("app"))))
                .isEmpty();
    }

    @Test
    void digestTellsPoliciesApartByWhatTheySay() throws IOException {
        TrustPolicy policy = read(GOOD);
        assertThat(read("# a remark\n" + GOOD).digest()).isEqualTo(policy.digest());
        assertThat(read(GOOD.replace("threshold: 2", "threshold: 1")).digest()).isNotEqualTo(policy.digest());
        Files.writeString(
                directory.resolve("bob.pub"), SigningKey.generateEcdsaP256().publicPem());
        assertThat(read(GOOD).digest()).isNotEqualTo(policy.digest());
    }

    @Test
    void reportsAllFaultsAtOnceWithTheirLines() {
        Fault fault = Faults.of(() -> read("""
                schema: 2
                keys:
                  alice: {file: alice.pub, since: 2020}
                  carol: {file: carol.pub}
                  dave: {}
                  "e v e": {file: alice.pub}
                rules:
                  - scope: registry.example/team*
                    require: [alice, mallory]
                  - scope: "*"
                    require: []
                  - scope: "*"
                    require: [carol]
                    threshold: many
                extra: 1
                """));
        assertThat(fault.code()).isEqualTo(SigningFault.TRUST_FILE);
        assertThat(fault.why())
                .contains("line 1: schema is not 1")
                .contains("line 3: keys.alice.since is not a field that is known here")
                .contains("line 4: keys.carol.file cannot be used")
                .contains("carol.pub: it does not exist")
                .contains("keys.dave.file and pem: exactly one")
                .contains("keys.e v e.name is not made of letters")
                .contains("line 8: rules[0].scope is not a repository name")
                .contains("rules[0].require names \"mallory\"")
                .contains("line 11: rules[1].require names no authority")
                .contains("rules[2].scope * has a rule already")
                .contains("line 14: rules[2].threshold is text, not a whole number")
                .contains("line 15: extra is not a field that is known here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema: 1 | schema: one | schema is text, not a whole number",
                "schema: 1 | #schema | schema is missing",
                "schema: 1 | schema: 1.0 | not a whole number",
                "threshold: 2 | threshold: 3 | between 1 and 2",
                "threshold: 2 | threshold: 0 | between 1 and 2",
                "threshold: 2 | threshold: 4294967297 | between 1 and 2",
                "threshold: 2 | threshold: | is text, not a whole number",
                "threshold: 2 | minimum: 2 | not a field that is known",
                "require: [alice, bob] | require: alice | is text, not a list",
                "require: [alice, bob] | require: [1] | is a whole number, not text",
                "registry.example/team/* | '' | scope is not a repository name",
                "alice: {file: alice.pub} | alice: alice.pub | is text, not a mapping",
                "alice: {file: alice.pub} | alice: {pem: nonsense} | not PEM",
                "alice: {file: alice.pub} | alice: {file: .} | not a regular file",
                "bob: {file: bob.pub} | alice: {file: bob.pub} | stands twice",
                "{file: alice.pub} | &a {file: alice.pub} | anchor",
                "threshold: 2 | must: bob | must is text, not a list",
                "require: [alice, bob] | request: [alice, bob] | rules[0].require is missing",
                "threshold: 2 | must: [carol] | names \"carol\", which is neither",
                "alice.pub} | alice.pub, from: today} | is not a moment such as",
                "alice.pub} | 'alice.pub, from: 2026-01-02T00:00:00Z, until: 2026-01-01T00:00:00Z}' | is before from",
                "schema: 1 | 'schema: 1\nrevoked: {keys: [sha256:00]}' | not sha256: and 64 small hex digits",
                "schema: 1 | 'schema: 1\nrevoked: {key: []}' | revoked.key is not a field that is known",
                "keys: | ? | not well-formed"
            })
    void refuses(String from, String to, String why) {
        assertThat(GOOD).contains(from);
        Fault fault = Faults.of(() -> read(GOOD.replace(from, to == null ? "" : to)));
        assertThat(fault.code()).isEqualTo(SigningFault.TRUST_FILE);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void aKeyUnderTwoNamesCannotMeetAThresholdOfTwo() throws IOException {
        Files.copy(directory.resolve("alice.pub"), directory.resolve("alias.pub"));
        Fault fault = Faults.of(() -> read(GOOD.replace("bob.pub", "alias.pub")));
        assertThat(fault.why()).contains("between 1 and 1, the number of distinct authorities");
    }

    @Test
    void thoseWhoMustSignRaiseTheThreshold() throws IOException {
        TrustRule rule =
                read(GOOD.replace("threshold: 2", "must: [alice, bob]")).rules().getFirst();
        assertThat(rule.must()).extracting(Authority::name).containsExactly("alice", "bob");
        assertThat(rule.threshold()).isEqualTo(2);
        Fault fault = Faults.of(() -> read(GOOD.replace("threshold: 2", "must: [alice, bob]\n    threshold: 1")));
        assertThat(fault.why()).contains("between 2 and 2");
    }

    @Test
    void readsWhatIsToBeAttested() throws IOException {
        TrustRule rule = read(GOOD + "    attestations: [{type: slsaprovenance1, by: [bob]}]\n")
                .rules()
                .getLast();
        assertThat(rule.attestations())
                .extracting(AttestationDemand::type)
                .containsExactly("https://slsa.dev/provenance/v1");
        assertThat(rule.attestations().getFirst().by())
                .extracting(Authority::name)
                .containsExactly("bob");
    }

    @Test
    void aRuleMayAskForAttestationsAlone() throws IOException {
        TrustRule rule = read(GOOD.replace(
                        "/*\n    require: [alice]", "/*\n    attestations: [{type: vuln, by: [bob]}]"))
                .rules()
                .getLast();
        assertThat(rule.authorities()).isEmpty();
        assertThat(rule.threshold()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | asks for nothing",
                "[{type: vuln}] | attestations[0].by is missing",
                "[{type: vuln, by: []}] | between 1 and 0",
                "[{type: vuln, by: [bob], threshold: 2}] | between 1 and 1",
                "[{type: vuln, by: [carol]}] | names \"carol\"",
                "[{type: vulnerabilities, by: [bob]}] | is neither the URI of a predicate type nor a short name",
                "[{type: 'https://sigstore.dev/cosign/sign/v1', by: [bob]}] | is neither the URI",
                "[{type: vuln, by: [bob]}, {type: vuln, by: [alice]}] | one type twice",
                "[{type: vuln, by: [bob], if: true}] | is not a field that is known",
            })
    void refusesAttestations(String attestations, String why) {
        Fault fault = Faults.of(() -> read(GOOD + "    attestations: " + attestations + "\n"));
        assertThat(fault.code()).isEqualTo(SigningFault.TRUST_FILE);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void whoMustSignHasToCount() {
        Fault fault = Faults.of(() -> read(GOOD + "    must: [bob]\n"));
        assertThat(fault.why()).contains("rules[1].must names \"bob\", which is not under require");
    }

    @Test
    void readsTheTimeOfAKeyAndWhatIsRevoked() throws IOException {
        String key = "sha256:" + "1".repeat(64);
        TrustPolicy policy = read(GOOD.replace("alice.pub}", "alice.pub, until: 2026-12-31T23:59:59Z}")
                + "revoked: {keys: [" + key + "], images: [" + key.replace('1', '2') + "]}\n");
        assertThat(((TrustedKey) policy.authorities().getFirst()).validity().until())
                .contains(Instant.parse("2026-12-31T23:59:59Z"));
        assertThat(policy.revocations().keys()).containsExactly(Digest.parse(key));
        assertThat(policy.revocations().certificates()).isEmpty();
        assertThat(policy.revocations().images()).hasSize(1);
        assertThat(policy.digest()).isNotEqualTo(read(GOOD).digest());
    }

    @Test
    void refusesAWeakKey() {
        Openssl openssl = new Openssl(directory);
        openssl.generate("bob", "RSA", "-pkeyopt", "rsa_keygen_bits:1024");
        assertThat(Faults.of(() -> read(GOOD)).why()).contains("IMM-SIGN-WEAK-KEY", "1024 bits");
    }

    @Test
    void refusesATrustFileThatEverybodyMayChange() throws IOException {
        Path file = write(GOOD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
        Fault fault = Faults.of(() -> TrustPolicy.read(file));
        assertThat(fault.code()).isEqualTo(SigningFault.PERMISSIONS);
    }

    @Test
    void refusesATrustFileInAFolderThatTheGroupMayChange() throws IOException {
        Path file = write(GOOD);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        Fault fault = Faults.of(() -> TrustPolicy.read(file));
        assertThat(fault.code()).isEqualTo(SigningFault.PERMISSIONS);
        assertThat(fault.why()).isEqualTo("its group may change " + directory + ", on the way to it");
    }

    @Test
    void refusesAKeyThatEverybodyMayChange() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("bob.pub"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(Faults.of(() -> read(GOOD)).why()).contains("bob.pub: everybody may change it");
    }

    @Test
    void refusesATrustFileThatIsTooLarge() {
        Fault fault = Faults.of(() -> read(GOOD + "#".repeat(256 << 10)));
        assertThat(fault.code()).isEqualTo(SigningFault.FILE);
        assertThat(fault.why()).contains("larger than");
    }

    @Test
    void refusesATrustFileThatIsNotThere() {
        Fault fault = Faults.of(() -> TrustPolicy.read(directory.resolve("nowhere")));
        assertThat(fault.code()).isEqualTo(SigningFault.FILE);
        assertThat(fault.why()).contains("does not exist");
    }

    @Test
    void refusesADeviceWithoutOpeningIt() {
        Fault fault = Faults.of(() -> TrustPolicy.read(Path.of("/dev/zero")));
        assertThat(fault.code()).isEqualTo(SigningFault.FILE);
        assertThat(fault.why()).contains("not a regular file");
    }

    @Test
    void refusesMoreKeysThanAreTried() {
        StringBuilder yaml = new StringBuilder("schema: 1\nkeys:\n");
        for (int i = 0; i < 65; i++) {
            yaml.append("  k").append(i).append(": {file: alice.pub}\n");
        }
        assertThat(Faults.of(() -> read(yaml + "rules: []\n")).why()).contains("more than 64 keys");
    }

    private static String scopeOf(TrustPolicy policy, String name) {
        return policy.ruleFor(Optional.of(new RepositoryName(name)))
                .orElseThrow()
                .scope()
                .text();
    }

    private TrustPolicy read(String yaml) throws IOException {
        return TrustPolicy.read(write(yaml));
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("trust.yaml"), yaml);
    }
}
