package dev.immure.signing.internal.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.fulcio.SctDemand;
import dev.immure.signing.internal.sigstore.fulcio.TextRule;
import dev.immure.signing.internal.sigstore.rekor.LogDemand;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.root.TrustedRootReader;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.HashAlgorithm;
import dev.immure.signing.internal.sigstore.wire.Hashes;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles that other people's signers made, good and broken: sigstore-java's samples and sigstore-go's. */
class BundleVectorsTest {
    private static final String GOOGLE = "https://accounts.google.com";
    private static final String GITHUB = "https://token.actions.githubusercontent.com";

    private Path java;
    private Path go;

    @BeforeEach
    void findVectors() {
        java = Vectors.folder("sigstore-java");
        go = Vectors.folder("sigstore-go");
    }

    @ParameterizedTest
    @CsvSource({
        "PKIX_ECDSA_P256_SHA_256.sigstore.json, ecdsa-p256-sha256",
        "PKIX_ECDSA_P384_SHA_384.sigstore.json, ecdsa-p384-sha384",
        "PKIX_ECDSA_P521_SHA_512.sigstore.json, ecdsa-p521-sha512",
        "PKIX_RSA_PKCS1V15_2048_SHA256.sigstore.json, rsa-pkcs1-sha256",
        "PKIX_RSA_PKCS1V15_3072_SHA256.sigstore.json, rsa-pkcs1-sha256",
        "PKIX_RSA_PKCS1V15_4096_SHA256.sigstore.json, rsa-pkcs1-sha256",
    })
    void everyKindOfKeyThatSigstoreSignsWithIsAccepted(String file, String algorithm) throws IOException {
        IdentityRule robot = exactly(GOOGLE, "untrusted-sa@sigstore-conformance.iam.gserviceaccount.com");
        Accepted accepted = verify(sample(file), publicGood(), robot, artifact());
        assertThat(accepted.algorithm()).hasToString(algorithm);
    }

    @ParameterizedTest
    @CsvSource({
        "bundle.sigstore",
        "bundle.v1.sigstore",
        "bundle.v1.no.inclusion.sigstore",
        "bundle.v2.sigstore",
        "bundle.v3.sigstore",
        "bundle.v3_1.sigstore",
    })
    void everyVersionIsAccepted(String file) throws IOException {
        Accepted accepted = verify(sample(file), publicGood(), exactly(GOOGLE, "appu@google.com"), artifact());
        assertThat(accepted.time()).hasToString("2023-10-11T14:28:04Z (transparency-log)");
        assertThat(accepted.artifact()).isEqualTo(artifact().hashes().sha256());
    }

    @Test
    void anArtifactIsAcceptedByItsDigestAlone() throws IOException {
        Artifact digest = Artifact.of(artifact().hashes().sha256());
        assertThat(verify(sample("bundle.v3.sigstore"), publicGood(), exactly(GOOGLE, "appu@google.com"), digest)
                        .artifact())
                .isEqualTo(digest.hashes().sha256());
    }

    @Test
    void anAttestationIsAcceptedWithItsStatement() throws IOException {
        IdentityRule workflow = exactly(
                GITHUB, "https://github.com/loosebazooka/aa-test/.github/workflows/provenance.yaml@refs/heads/main");
        Accepted accepted = verify(sample("bundle.dsse.sigstore"), publicGood(), workflow, artifact());
        assertThat(accepted.statement().orElseThrow().predicateType()).isEqualTo("https://slsa.dev/provenance/v1");
    }

    @ParameterizedTest
    @CsvSource({
        "bundle-with-timestamp.sigstore, staging_trusted_root.json",
        "bundle-with-timestamp.sigstore, staging_trusted_root_with_one_tsa.json",
        "bundle-with-rekor-v2-entry.sigstore, staging_trusted_root.json",
        "bundle.dsse.rekor-v2.bad-entry-type.sigstore, staging_trusted_root.json",
    })
    void aTimestampSaysWhenItWasSigned(String file, String root) throws IOException {
        TrustedRoot trusted = root(java.resolve("trustroot").resolve(root));
        assertThat(verify(sample(file), trusted, anybody(), artifact()).time().source())
                .isEqualTo(TrustedTime.Source.TIMESTAMP_AUTHORITY);
    }

    @ParameterizedTest
    @CsvSource({
        "bundle-with-timestamp.sigstore, staging_trusted_root_with_outdated_tsa.json, IMM-SIGSTORE-TIMESTAMP",
        "bundle-with-timestamp.sigstore, trusted_root.json, IMM-SIGSTORE-UNKNOWN-LOG",
        "bundle.dsse.rekor-v2.mismatched-envelope.sigstore, staging_trusted_root.json, IMM-SIGSTORE-LOG-MISMATCH",
        "bundle.dsse.rekor-v2.mismatched-signature.sigstore, staging_trusted_root.json, IMM-SIGSTORE-LOG-MISMATCH",
        "bundle.dsse.rekor-v2.sigstore, trusted_root.json, IMM-SIGSTORE-UNKNOWN-LOG",
    })
    void aTimestampOrLogThatDoesNotCountIsNoEvidence(String file, String root, String code) throws IOException {
        TrustedRoot trusted = root(java.resolve("trustroot").resolve(root));
        assertThat(refusal(sample(file), trusted, artifact())).isEqualTo(code);
    }

    @Test
    void anEntryOfTheSecondRekorIsAcceptedWithTheRootOf2025() throws IOException {
        Accepted accepted = verify(sample("bundle.dsse.rekor-v2.sigstore"), gitHubsRoot(0), anybody(), artifact());
        assertThat(accepted.time()).hasToString("2026-06-03T19:23:26Z (timestamp-authority)");
    }

    /** GitHub's own instance logs neither signatures nor certificates; whoever relies on it has to say so. */
    @Test
    void anInstanceWithoutLogsCountsOnlyForWhoSaysSo() throws IOException {
        byte[] bundle = sample("github-private-no-tlog/attestation.sigstore.json");
        Artifact jar =
                Artifact.of(Digest.parse("sha256:138280fd3302b9706596621761945a1ae958f93a15e4372ddae4fc00a93b09a2"));
        assertThat(refusal(bundle, gitHubsRoot(1), jar)).isEqualTo("IMM-SIGSTORE-NO-LOG-ENTRY");
        Demands timestamp = new Demands(LogDemand.NONE, 0, SctDemand.NONE);
        SigstoreTrust trust = new SigstoreTrust.Keyless(gitHubsRoot(1), anybody(), timestamp);
        Accepted accepted = new BundleVerifier(trust, Optional.empty(), Clock.systemUTC())
                .verify(bundle, "bundle", jar, new CheckLog());
        assertThat(accepted.time().source()).isEqualTo(TrustedTime.Source.TIMESTAMP_AUTHORITY);
    }

    @ParameterizedTest
    @CsvSource({
        "bundle-with-bad-checkpoint-signature.sigstore, IMM-SIGSTORE-CHECKPOINT",
        "bundle-with-expired-cert.sigstore, IMM-CERT-VALIDITY",
        "bundle-with-mismatched-set.sigstore, IMM-SIGSTORE-PROMISE",
        "bundle-with-wrong-tlog-entry.sigstore, IMM-SIGSTORE-LOG-MISMATCH",
        "bundle.dsse.bad-signature.sigstore, IMM-SIGSTORE-SIGNATURE",
        "bundle.dsse.mismatched-envelope.sigstore, IMM-SIGSTORE-LOG-MISMATCH",
        "bundle.dsse.mismatched-signature.sigstore, IMM-SIGSTORE-LOG-MISMATCH",
        "bundle.dsse.rekor-v2.bad-signature.sigstore, IMM-SIGSTORE-SIGNATURE",
        "bundle.v2.no.inclusion.sigstore, IMM-SIGSTORE-BUNDLE",
        "bundle.v3.no.inclusion.sigstore, IMM-SIGSTORE-BUNDLE",
        "bundle.v3_1.no.inclusion.sigstore, IMM-SIGSTORE-BUNDLE",
    })
    void whatIsBrokenIsRefusedForItsReason(String file, String code) throws IOException {
        assertThat(refusal(sample(file), publicGood(), artifact())).isEqualTo(code);
    }

    /** sigstore-java takes it; the format says that a bundle of 0.3 has no chain, and sigstore-go refuses it too. */
    @Test
    void aBundleOf03WithAChainIsRefused() throws IOException {
        assertThat(refusal(sample("bundle-no-digest.sigstore"), publicGood(), artifact()))
                .isEqualTo("IMM-SIGSTORE-BUNDLE");
    }

    @Test
    void anotherArtifactIsRefused() throws IOException {
        Artifact other = Artifact.of(new byte[] {1});
        assertThat(refusal(sample("bundle.sigstore"), publicGood(), other)).isEqualTo("IMM-SIGSTORE-WRONG-DIGEST");
        assertThat(refusal(sample("bundle.dsse.sigstore"), publicGood(), other)).isEqualTo("IMM-SIGSTORE-WRONG-DIGEST");
    }

    @Test
    void anotherInstancesRootDoesNotVouch() throws IOException {
        TrustedRoot staging = root(java.resolve("trustroot/staging_trusted_root.json"));
        assertThat(refusal(sample("bundle.sigstore"), staging, artifact())).isEqualTo("IMM-SIGSTORE-UNKNOWN-LOG");
    }

    @Test
    void everyCheckIsShown() throws IOException {
        CheckLog checks = new CheckLog();
        new BundleVerifier(
                        keyless(publicGood(), exactly(GOOGLE, "appu@google.com")), Optional.empty(), Clock.systemUTC())
                .verify(sample("bundle.sigstore"), "bundle", artifact(), checks);
        assertThat(checks.list())
                .extracting(Check::name)
                .containsExactly(
                        "bundle-format",
                        "artifact-digest",
                        "signer",
                        "signature",
                        "log-entry",
                        "log-entry-subject",
                        "log",
                        "log-promise",
                        "log-validity",
                        "log-inclusion",
                        "log-checkpoint",
                        "log-validity",
                        "log-demand",
                        "time",
                        "trusted-time",
                        "certificate-chain",
                        "sct-format",
                        "sct",
                        "certificate-identity",
                        "identity");
        assertThat(checks.list()).allSatisfy(check -> assertThat(check.result()).isInstanceOf(Check.Passed.class));
    }

    /** Log entries of intoto 0.0.2, from the days of 0.1; one with its issuers in the chain, which are passed over. */
    @ParameterizedTest
    @CsvSource({
        "bundles/dsse.sigstore.json, https://github.com/login/oauth,"
                + " bbfd372fc9beeb777fe35d05bb10c0c70a9733d366a75fed7dd18866c7391de3"
                + "ee7e88ba74dd47abf3e15c845e547fcf0e5c3da80854c751554224d3a6d4e55f",
        "bundles/sigstore.js@2.0.0-provenance.sigstore.json, https://token.actions.githubusercontent.com,"
                + " 46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1"
                + "e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c",
        "examples/bundle-provenance.json, https://token.actions.githubusercontent.com,"
                + " 76176ffa33808b54602c7c35de5c6e9a4deb96066dba6533f50ac234f4f1f4c6"
                + "b3527515dc17c06fbe2860030f410eee69ea20079bd3a2c6f3dcf3b329b10751",
    })
    void attestationsOfNpmAreAccepted(String file, String issuer, String sha512) throws IOException {
        TrustedRoot root = root(go.resolve("trusted-roots/public-good.json"));
        Accepted accepted = verify(Files.readAllBytes(go.resolve(file)), root, anybody(), npm(sha512));
        assertThat(accepted.signer())
                .isInstanceOfSatisfying(
                        Accepted.Certified.class,
                        signer -> assertThat(signer.identity().issuer()).isEqualTo(issuer));
    }

    @Test
    void twoSignaturesInOneEnvelopeAreRefused() throws IOException {
        byte[] bundle = Files.readAllBytes(go.resolve("bundles/dsse-2sigs.sigstore.json"));
        assertThat(refusal(bundle, root(go.resolve("trusted-roots/public-good.json")), artifact()))
                .isEqualTo("IMM-ATTEST-SIGNATURES");
    }

    /** npm names its packages by SHA-512 alone. */
    private static Artifact npm(String sha512) {
        return new Artifact(
                new Hashes(Map.of(
                        HashAlgorithm.SHA2_256,
                        HashAlgorithm.SHA2_256.of(new byte[0]),
                        HashAlgorithm.SHA2_512,
                        Bytes.of(HexFormat.of().parseHex(sha512)))),
                Optional.empty());
    }

    private static String refusal(byte[] bundle, TrustedRoot root, Artifact artifact) {
        return Faults.of(() -> verify(bundle, root, anybody(), artifact)).code().id();
    }

    private static Accepted verify(byte[] bundle, TrustedRoot root, IdentityRule identity, Artifact artifact) {
        return new BundleVerifier(keyless(root, identity), Optional.empty(), Clock.systemUTC())
                .verify(bundle, "bundle", artifact, new CheckLog());
    }

    private static SigstoreTrust keyless(TrustedRoot root, IdentityRule identity) {
        return new SigstoreTrust.Keyless(root, identity, Demands.KEYLESS);
    }

    private static IdentityRule exactly(String issuer, String subject) {
        return new IdentityRule(new TextRule.Exact(issuer), new TextRule.Exact(subject));
    }

    private static IdentityRule anybody() {
        return new IdentityRule(TextRule.Matching.of("^.*$"), TextRule.Matching.of("^.*$"));
    }

    /** Two roots in one file, a line each: the public instance's of 2025, and GitHub's own. */
    private TrustedRoot gitHubsRoot(int line) throws IOException {
        Path file = java.resolve("samples/bundles/github-private-no-tlog/trusted_root.jsonl");
        return TrustedRootReader.read(Files.readAllLines(file).get(line).getBytes(StandardCharsets.UTF_8), "root");
    }

    private TrustedRoot publicGood() throws IOException {
        return root(java.resolve("trustroot/trusted_root.json"));
    }

    private static TrustedRoot root(Path file) throws IOException {
        return TrustedRootReader.read(Files.readAllBytes(file), "root");
    }

    private byte[] sample(String file) throws IOException {
        return Files.readAllBytes(java.resolve("samples/bundles").resolve(file));
    }

    private Artifact artifact() throws IOException {
        return Artifact.of(sample("artifact.txt"));
    }
}
