package dev.immure.signing.internal.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateFiles;
import dev.immure.signing.internal.x509.RevocationLists;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Envelopes that the Notary Project made for its own tests, each with what must come of it at a given moment. */
class NotationVectorsTest {
    private static final Path TEST_ROOT = Path.of("verifier/truststore/x509/ca/valid-trust-store/NotationTestRoot.pem");
    private static final Path TSA_ROOT = Path.of("verifier/truststore/x509/tsa/test-timestamp/globalsignRoot.cer");

    private static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(Vectors.folder("notation").resolve(file));
    }

    private static List<Certificate> certificates(Path file) throws IOException {
        return CertificateFiles.parse(bytes(file), file.toString());
    }

    /** {@code ok}, or the code of the fault. */
    private static String outcome(Path file, List<Certificate> trusted, Instant at) throws IOException {
        byte[] envelope = bytes(file);
        EnvelopeFormat format = envelope[0] == '{' ? EnvelopeFormat.JWS : EnvelopeFormat.COSE;
        ImmureException refused = catchThrowableOfType(ImmureException.class, () -> {
            NotationEnvelope read = NotationEnvelope.parse(envelope, format);
            // Self-signed ones are trusted by the tests of the project themselves.
            List<Certificate> roots =
                    trusted.isEmpty() ? List.of(read.certificates().getLast()) : trusted;
            Descriptor target = read.target();
            NotationTrust trust = new NotationTrust(
                    roots,
                    roots,
                    certificates(TSA_ROOT),
                    TrustedIdentities.parse(List.of("x509.subject: C=US, ST=WA, O=Notary")),
                    VerificationLevel.STRICT.with(Map.of(Validation.REVOCATION, Enforcement.LOG)),
                    TimestampDemand.AFTER_CERT_EXPIRY,
                    RevocationLists.NONE);
            NotationVerifier.verify(
                    read,
                    Descriptor.of(target.mediaType(), target.digest(), target.size()),
                    trust,
                    new TrustedTime(at, TrustedTime.Source.GIVEN),
                    new CheckLog());
        });
        return refused == null ? "ok" : refused.fault().code().id();
    }

    @ParameterizedTest
    @CsvSource({
        "ca_valid_sig_env.json, ok",
        "sa_valid_sig_env.json, ok",
        "ca_expired_sig_env.json, IMM-NOTATION-EXPIRED",
        "sa_expired_sig_env.json, IMM-NOTATION-EXPIRED",
        "ca_invalid_sig_env.json, IMM-NOTATION-ENVELOPE",
        "sa_invalid_sig_env.json, IMM-NOTATION-ENVELOPE",
        "ca_plugin_sig_env.json, IMM-NOTATION-PLUGIN",
        "sa_plugin_sig_env.json, IMM-NOTATION-PLUGIN",
        "ca_compatible_pluginver_sig_env_0.0.9.json, IMM-NOTATION-PLUGIN",
        "ca_compatible_pluginver_sig_env_1.0.0-alpha.beta.json, IMM-NOTATION-PLUGIN",
        "ca_compatible_pluginver_sig_env_1.0.0-alpha.json, IMM-NOTATION-PLUGIN",
        "ca_compatible_pluginver_sig_env_1.0.0.json, IMM-NOTATION-PLUGIN",
        "ca_incompatible_pluginver_sig_env_1.0.1.json, IMM-NOTATION-PLUGIN",
        "ca_incompatible_pluginver_sig_env_1.0.9.json, IMM-NOTATION-PLUGIN",
        "ca_incompatible_pluginver_sig_env_1.1.0-alpha.json, IMM-NOTATION-PLUGIN",
        "ca_incompatible_pluginver_sig_env_1.2.3.json, IMM-NOTATION-PLUGIN"
    })
    void envelopesOfTheTestRootComeOutAsExpected(String file, String outcome) throws IOException {
        assertThat(outcome(Path.of("mock", file), certificates(TEST_ROOT), Instant.parse("2026-06-01T00:00:00Z")))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "mock/sig_env_with_metadata.json, 2023-01-11T12:00:00Z, ok",
        "mock/sig_env_with_metadata.json, 2026-06-01T00:00:00Z, IMM-NOTATION-NO-TIMESTAMP",
        "internal/jws_signature.sig, 2026-06-01T00:00:00Z, ok",
        "internal/cose_signature.sig, 2026-06-01T00:00:00Z, ok",
        "verifier/timestamp/sigEnv/jwsWithTimestamp.sig, 2026-06-01T00:00:00Z, ok",
        "verifier/timestamp/sigEnv/coseWithTimestamp.sig, 2026-06-01T00:00:00Z, ok",
        "verifier/timestamp/sigEnv/jwsExpiredWithTimestamp.sig, 2026-06-01T00:00:00Z, ok",
        "verifier/timestamp/sigEnv/coseExpiredWithTimestamp.sig, 2026-06-01T00:00:00Z, ok",
        "verifier/timestamp/sigEnv/withoutTimestamp.sig, 2026-06-01T00:00:00Z, ok",
        "verifier/timestamp/sigEnv/withoutTimestamp.sig, 2034-01-01T00:00:00Z, IMM-NOTATION-NO-TIMESTAMP",
        "verifier/timestamp/sigEnv/timestampBeforeNotBefore.sig, 2101-01-01T00:00:00Z, IMM-CERT-VALIDITY",
        "verifier/timestamp/sigEnv/timestampAfterNotAfter.sig, 2026-06-01T00:00:00Z, IMM-CERT-VALIDITY"
    })
    void selfSignedEnvelopesComeOutAsExpected(Path file, Instant at, String outcome) throws IOException {
        assertThat(outcome(file, List.of(), at)).isEqualTo(outcome);
    }

    @Test
    void aRootThatIsNotTheSignersIsRefused() throws IOException {
        assertThat(outcome(
                        Path.of("internal/jws_signature.sig"),
                        certificates(TEST_ROOT),
                        Instant.parse("2026-06-01T00:00:00Z")))
                .isEqualTo("IMM-CERT-UNTRUSTED");
    }

    /** The conformance envelopes hold a critical attribute that only their own test understands. */
    @Test
    void theConformanceEnvelopesAreReadAsFarAsTheirOwnCriticalAttribute() throws Exception {
        byte[] jws = bytes(Path.of("core-jws/conformance.json"));
        assertThat(Faults.of(() -> NotationEnvelope.parse(jws, EnvelopeFormat.JWS))
                        .why())
                .contains("signedCritKey1");
        JsonObject cose =
                StrictJson.parseObject(bytes(Path.of("core-cose/conformance.json")), new JsonLimits(1 << 16, 8, 1000));
        byte[] envelope =
                HexFormat.of().parseHex(cose.requireObject("expectedOutput").requireString("cborHex"));
        assertThat(Faults.of(() -> NotationEnvelope.parse(envelope, EnvelopeFormat.COSE))
                        .code())
                .isEqualTo(NotationFault.CRITICAL);
    }

    @Test
    void noEnvelopeIsLeftOut() throws IOException {
        try (Stream<Path> mock = Files.list(Vectors.folder("notation").resolve("mock"));
                Stream<Path> stamped = Files.list(Vectors.folder("notation").resolve("verifier/timestamp/sigEnv"))) {
            TreeSet<String> names = new TreeSet<>();
            Stream.concat(mock, stamped)
                    .forEach(file -> names.add(file.getFileName().toString()));
            assertThat(names).hasSize(17 + 7);
        }
    }

    /** What notation pushed to a registry: manifest, envelope, and the image that both are about. */
    @Test
    void anImageThatNotationSignedInARegistryIsAccepted() throws IOException {
        Path repository = Vectors.folder("connaisseur").resolve("notation/sse-secure-systems/testimage");
        byte[] image = Files.readAllBytes(repository.resolve("manifests/notation-sign.json"));
        Descriptor descriptor =
                Descriptor.of("application/vnd.docker.distribution.manifest.v2+json", Digest.of(image), image.length);
        NotationManifest manifest = NotationManifest.parse(
                Files.readAllBytes(repository.resolve(
                        "manifests/sha256:d397b30282982b80818b2705f8d542d35158bc59d8bf42549f3e898f23d55a77.json")),
                "manifest");
        byte[] blob = Files.readAllBytes(
                repository.resolve("blobs/" + manifest.envelope().digest() + ".json"));
        assertThat(manifest.subject()).isEqualTo(descriptor);
        assertThat(manifest.envelope().digest()).isEqualTo(Digest.of(blob));
        NotationEnvelope envelope = NotationEnvelope.parse(blob, manifest.format());
        manifest.requireChain(envelope);
        NotationTrust trust = new NotationTrust(
                envelope.certificates(),
                List.of(),
                List.of(),
                TrustedIdentities.parse(List.of("x509.subject: C=DE, ST=Berlin, O=SSE, CN=securesystems.de")),
                VerificationLevel.STRICT,
                TimestampDemand.ALWAYS,
                RevocationLists.NONE);
        NotationAccepted accepted = NotationVerifier.verify(
                envelope,
                descriptor,
                trust,
                new TrustedTime(Instant.parse("2026-06-01T00:00:00Z"), TrustedTime.Source.GIVEN),
                new CheckLog());
        assertThat(accepted.algorithm()).hasToString("rsa-pss-sha256");
        assertThat(accepted.failed()).isEmpty();
    }
}
