package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageAttestIT {
    private static final String TYPE = "https://example.org/reviewed/v1";
    /** A P-256 key as cosign stores one; its password is "correct horse". */
    private static final String COSIGN_KEY = """
            -----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----
            eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjozMjc2OCwiciI6
            OCwicCI6MX0sInNhbHQiOiJFN0pwMWZJZXM4alJTeG0rQjhHeHMyc3Nsa2UxQzQ1
            RDdEaGZUeVRzeDNjPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
            Iiwibm9uY2UiOiJ3SkhzeVM2WStwNHlSbGxnWjV4cFJQckRsVDZITG1kSSJ9LCJj
            aXBoZXJ0ZXh0IjoiOWNtRUhYRlloeS93Uy9nV0FWTW1LMTlaeDJSVCtKeUFOSGNq
            RFpHSE9NME1mbVQyK1FhRXduNDBIdzJOc0pKR3J1ODNGOGM2UEk1MXZzU2VLMmVm
            WFlBQkQ1cm94cFpQc0tncmNJN1Z1TWJyOHl3eEZhRUNvai9jMlZIKzR4eHRIQTFX
            cFRnOXpLcEpUckZOeVdtRUtMUDJEV1NxdDYrS0FCQ1dqYldaSVFJbk4zSG5OTmox
            ZXhDa0N4OXZnWjNKMCtKQ3UzVGFtTFJFQ3c9PSJ9
            -----END ENCRYPTED SIGSTORE PRIVATE KEY-----
            """;

    @TempDir
    private Path directory;

    private Cli cli;
    private Path key;

    @BeforeEach
    void packAnImage() throws IOException {
        cli = Cli.in(directory);
        key = Keys.write(directory, "alice");
        cli.run(
                "image",
                "pack",
                Files.createDirectory(directory.resolve("rootfs")).toString(),
                "team/app:v1");
    }

    private Cli.Outcome attest(String type, String predicate, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("predicate.json"), predicate);
        String[] arguments = new String[9 + more.length];
        System.arraycopy(
                new String[] {
                    "image",
                    "attest",
                    "--key",
                    key.toString(),
                    "--type",
                    type,
                    "--predicate",
                    file.toString(),
                    "team/app:v1"
                },
                0,
                arguments,
                0,
                9);
        System.arraycopy(more, 0, arguments, 9, more.length);
        return cli.run(arguments);
    }

    private JsonObject blob(String digest) throws IOException {
        return Cli.parse(Files.readString(cli.root().resolve("images/blobs").resolve(digest.replace(':', '/'))));
    }

    /** What is signed: the payload of the envelope in the only layer of the manifest. */
    private JsonObject statement(JsonObject envelope) throws JsonException {
        byte[] payload = Base64.getDecoder().decode(envelope.requireString("payload"));
        return Cli.parse(new String(payload, StandardCharsets.UTF_8));
    }

    private JsonObject layer(Cli.Outcome attested) throws IOException, JsonException {
        JsonObject manifest = blob(attested.json().requireString("attestationManifest"));
        return blob(manifest.objects("layers").getFirst().requireString("digest"));
    }

    @Test
    void theStatementIsAboutTheImageUnderItsName() throws IOException, JsonException {
        Cli.Outcome attested = attest(TYPE, "{ \"by\": \"us\" }", "--output", "json");
        assertThat(attested.status()).as(attested.err()).isZero();
        assertThat(attested.json().requireString("tag")).matches("sha256-[0-9a-f]{64}\\.att");
        JsonObject statement = statement(layer(attested));
        assertThat(statement.requireString("predicateType")).isEqualTo(TYPE);
        assertThat(statement.requireObject("predicate").requireString("by")).isEqualTo("us");
        JsonObject subject = statement.objects("subject").getFirst();
        assertThat(subject.requireString("name")).isEqualTo("team/app");
        assertThat(cli.run("image", "inspect", "team/app:v1").out())
                .contains(subject.requireObject("digest").requireString("sha256"));
    }

    @Test
    void aBundleIsAReferrer() throws IOException, JsonException {
        Cli.Outcome attested = attest(TYPE, "{}", "--format", "bundle", "--output", "json");
        assertThat(attested.status()).as(attested.err()).isZero();
        assertThat(attested.json().requireString("tag")).matches("sha256-[0-9a-f]{64}");
        JsonObject bundle = layer(attested);
        assertThat(bundle.requireString("mediaType")).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        assertThat(statement(bundle.requireObject("dsseEnvelope")).requireString("predicateType"))
                .isEqualTo(TYPE);
    }

    @ParameterizedTest
    @CsvSource({"custom,https://cosign.sigstore.dev/attestation/v1", "link,https://in-toto.io/Link/v1"})
    void shortNamesStandForUris(String name, String uri) throws IOException, JsonException {
        assertThat(attest(name, "{}", "--output", "json").json().requireString("predicateType"))
                .isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":1e400000}", "\ufeff{}"})
    void whatIsNotOneJsonObjectIsNotSigned(String predicate) throws IOException {
        Cli.Outcome outcome = attest(TYPE, predicate);
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-CLI-PREDICATE");
        assertThat(cli.run("image", "inspect", "team/app:v1").out()).doesNotContain(".att");
    }

    @Test
    void whatIsNotOfItsTypeIsNotSigned() throws IOException {
        assertThat(attest("spdxjson", "{\"bomFormat\":\"CycloneDX\"}").err()).contains("IMM-ATTEST-PREDICATE");
    }

    @Test
    void aShortNameThatNobodyKnowsIsNoType() throws IOException {
        assertThat(attest("spdx json", "{}").err()).contains("IMM-ATTEST-PREDICATE-TYPE");
    }

    @Test
    void aKeyOfCosignAttestsToo() throws IOException {
        key = Files.writeString(directory.resolve("cosign.key"), COSIGN_KEY);
        Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
        for (Path secret : new Path[] {key, password}) {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        }
        Cli.Outcome outcome = attest(TYPE, "{}", "--password-file", password.toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(attest(TYPE, "{}").err()).contains("IMM-SIGN-PASSWORD");
    }

    /** Trusts alice for the image, and for what she states of the given type. */
    private String trust(String type) throws IOException {
        Path file = Files.writeString(directory.resolve("trust.yaml"), """
                schema: 1
                keys:
                  alice: { file: alice.pub.pem }
                rules:
                  - scope: team/app
                    require: [alice]
                    attestations:
                      - { type: "TYPE", by: [alice] }
                """.replace("TYPE", type));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file.toString();
    }

    @Test
    void whatIsAttestedIsVerifiedWhereItIsAskedFor() throws IOException {
        cli.run("image", "sign", "--key", key.toString(), "team/app:v1");
        assertThat(cli.run("verify", "--trust", trust(TYPE), "team/app:v1").status())
                .isEqualTo(ExitStatus.REFUSED);
        attest(TYPE, "{}");
        Cli.Outcome verified = cli.run("verify", "--trust", trust(TYPE), "team/app:v1");
        assertThat(verified.status()).as(verified.err()).isZero();
        assertThat(cli.run("verify", "--trust", trust(TYPE + "/other"), "team/app:v1")
                        .status())
                .isEqualTo(ExitStatus.REFUSED);
    }

    @Test
    void thePolicySeesWhatIsAttestedAndAskedFor() throws IOException {
        Path policy = Files.createDirectory(directory.resolve("policy"));
        Files.writeString(policy.resolve("licence.drl"), """
                rule "TST-001 signed" when ImageFacts( verification == "verified" ) then decision.permit("OK", "signed"); end
                rule "TST-002 no AGPL" when SbomComponent( licences contains "AGPL-3.0-only", $name : name )
                then decision.deny("LICENCE", "{} is under the AGPL", $name); end
                """);
        cli.run("image", "sign", "--key", key.toString(), "team/app:v1");
        attest("spdxjson", """
                {"spdxVersion":"SPDX-2.3","packages":[{"name":"lib","licenseDeclared":"AGPL-3.0-only OR MIT"}]}""");
        Cli.Outcome asked = check(policy, "spdxjson");
        assertThat(asked.status()).as(asked.err()).isEqualTo(ExitStatus.REFUSED);
        assertThat(asked.out() + asked.err()).contains("LICENCE").contains("lib is under the AGPL");
    }

    private Cli.Outcome check(Path policy, String type) throws IOException {
        // What follows the image is its command.
        List<String> arguments = new ArrayList<>(List.of("policy", "check"));
        arguments.addAll(cli.globalOptions());
        arguments.addAll(List.of("--trust", trust(type), "--policy", policy.toString(), "team/app:v1", "/bin/app"));
        return Cli.bare(arguments.toArray(String[]::new));
    }
}
