package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.attestation.PredicateType;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.attestation.Subject;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.SignatureManifest;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.sigstore.Artifact;
import dev.immure.signing.internal.sigstore.BundleVerifier;
import dev.immure.signing.internal.sigstore.Demands;
import dev.immure.signing.internal.sigstore.SigstoreTrust;
import dev.immure.signing.testing.FakeImage;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Openssl;
import dev.immure.signing.testing.SigstoreJs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageAttesterTest {
    private static final String NAME = "registry.example/team/app";
    private static final String TYPE = "https://example.org/reviewed/v1";
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.5Z");
    private static final SigningKey KEY = SigningKey.generateEcdsaP256();

    @TempDir
    Path directory;

    private final FakeImage image = FakeImage.named(NAME);

    private static JsonObject predicate(String json) {
        try {
            return StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), Statement.LIMITS);
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    private SignatureArtifact attest(String type, String json, AttestationFormat format) {
        return ImageAttester.attest(image, NAME, type, predicate(json), KEY, format, NOW);
    }

    private static byte[] first(SignatureArtifact artifact) {
        return artifact.blobs().getFirst().content();
    }

    private void attach(SignatureArtifact artifact) {
        artifact.blobs().forEach(blob -> image.store(blob.descriptor().mediaType(), blob.content()));
        SignatureArtifact.Blob manifest = artifact.manifest();
        Descriptor stored = image.store(manifest.descriptor().mediaType(), manifest.content());
        switch (artifact.place()) {
            case SignatureArtifact.Place.Tag place -> image.tag(place.tag(), stored);
            case SignatureArtifact.Place.Referrer place ->
                image.refer(
                        place.subject(),
                        new ManifestReader(Limits.DEFAULT)
                                .manifest(manifest.content())
                                .listed());
        }
    }

    @Test
    void theEnvelopeOfCosignHoldsTheStatementAboutTheImage() {
        SignatureArtifact artifact = attest(TYPE, "{\"by\":[\"us\",1.50,null,true]}", AttestationFormat.COSIGN);
        assertThat(artifact.tag()).isEqualTo("sha256-" + image.digest().hex() + ".att");
        Envelope envelope = Envelope.parse(first(artifact), "e");
        assertThat(new String(envelope.statement("e"), StandardCharsets.UTF_8))
                .isEqualTo("{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"subject\":[{\"name\":\"" + NAME
                        + "\",\"digest\":{\"sha256\":\"" + image.digest().hex() + "\"}}],\"predicateType\":\"" + TYPE
                        + "\",\"predicate\":{\"by\":[\"us\",1.50,null,true]}}");
        assertThat(KEY.publicKey()
                        .verify(envelope.encoded(), envelope.signature("e").signature()))
                .isPresent();
        Descriptor layer = SignatureManifest.parse(artifact.manifest().content(), "m")
                .layers()
                .getFirst();
        assertThat(layer.mediaType()).isEqualTo("application/vnd.dsse.envelope.v1+json");
        assertThat(layer.annotations())
                .isEqualTo(Map.of("dev.cosignproject.cosign/signature", "", "predicateType", TYPE));
    }

    @Test
    void opensslAcceptsTheSignatureOverTheEncodedEnvelopeAndOverNothingElse() {
        Openssl openssl = new Openssl(directory);
        openssl.write("key.pub", KEY.publicPem().getBytes(StandardCharsets.US_ASCII));
        Envelope envelope = Envelope.parse(first(attest(TYPE, "{}", AttestationFormat.COSIGN)), "e");
        openssl.write("signature", envelope.signature("e").signature());
        openssl.write("signed", envelope.encoded());
        openssl.write("payload", envelope.payload());
        openssl.run("dgst", "-sha256", "-verify", "key.pub", "-signature", "signature", "signed");
        assertThat(openssl.succeeds("dgst", "-sha256", "-verify", "key.pub", "-signature", "signature", "payload"))
                .isFalse();
    }

    @Test
    void theBundleIsAttachedAsCosignAttachesIt() {
        SignatureArtifact artifact = attest(TYPE, "{}", AttestationFormat.BUNDLE);
        assertThat(artifact.place()).isEqualTo(new SignatureArtifact.Place.Referrer(image.digest()));
        ImageManifest manifest =
                new ManifestReader(Limits.DEFAULT).manifest(artifact.manifest().content());
        assertThat(manifest.type()).isEqualTo(BUNDLE);
        assertThat(manifest.config().mediaType()).isEqualTo("application/vnd.oci.empty.v1+json");
        assertThat(manifest.config().digest().hex()).startsWith("44136fa3");
        assertThat(manifest.layers()).extracting(Descriptor::mediaType).containsExactly(BUNDLE);
        assertThat(manifest.subject().map(Descriptor::digest)).contains(image.digest());
        assertThat(manifest.annotations())
                .isEqualTo(Map.of(
                        "dev.sigstore.bundle.content",
                        "dsse-envelope",
                        "dev.sigstore.bundle.predicateType",
                        TYPE,
                        "org.opencontainers.image.created",
                        "2026-11-23T12:00:00Z"));
    }

    @Test
    void theBundleVerifierAcceptsBundlesForThisImageByThisKeyAlone() {
        byte[] bundle = first(attest(TYPE, "{}", AttestationFormat.BUNDLE));
        assertThat(verifier(KEY)
                        .verify(bundle, "b", Artifact.of(image.digest()), new CheckLog())
                        .statement())
                .map(Statement::predicateType)
                .contains(TYPE);
        assertThat(Faults.of(() -> verifier(SigningKey.generateEcdsaP256())
                                .verify(bundle, "b", Artifact.of(image.digest()), new CheckLog()))
                        .why())
                .isNotBlank();
        assertThat(Faults.of(() -> verifier(KEY)
                                .verify(bundle, "b", Artifact.of(FakeImage.digest("other")), new CheckLog()))
                        .why())
                .contains("subject");
    }

    private static BundleVerifier verifier(SigningKey key) {
        SigstoreTrust trust =
                new SigstoreTrust.ManagedKey(key.publicKey(), Optional.empty(), Optional.empty(), Demands.KEY);
        return new BundleVerifier(trust, Optional.of(NOW), Clock.systemUTC());
    }

    @Test
    void anImageIsSignedByABundleThatSaysNothingButWhichImage() {
        SignatureArtifact artifact = ImageSigner.sign(image, NAME + ":v1", KEY, SignatureFormat.BUNDLE, NOW);
        Statement statement = verifier(KEY)
                .verify(first(artifact), "b", Artifact.of(image.digest()), new CheckLog())
                .statement()
                .orElseThrow();
        assertThat(statement.predicateType()).isEqualTo("https://sigstore.dev/cosign/sign/v1");
        assertThat(statement.subjects()).containsExactly(Subject.of(NAME, image.digest()));
        assertThat(statement.predicate().members()).isEmpty();
    }

    @Test
    void sigstoreJsAcceptsTheBundleAndRefusesAChangedOne() {
        SigstoreJs sigstore = SigstoreJs.installed();
        Openssl files = new Openssl(directory);
        Path key = files.write("key.pub", KEY.publicPem().getBytes(StandardCharsets.US_ASCII));
        byte[] bundle = first(ImageSigner.sign(image, NAME, KEY, SignatureFormat.BUNDLE, NOW));
        SigstoreJs.Answer accepted = sigstore.verify(files.write("good.json", bundle), key);
        assertThat(accepted.error()).isEmpty();
        assertThat(accepted.output()).contains("\"sha256\":\"" + image.digest().hex() + "\"");

        String text = new String(bundle, StandardCharsets.UTF_8);
        String changed = text.replace("application/vnd.in-toto+json", "application/vnd.in-toto+jsom");
        assertThat(changed).isNotEqualTo(text);
        Path bad = files.write("bad.json", changed.getBytes(StandardCharsets.UTF_8));
        SigstoreJs.Answer refused = sigstore.verify(bad, key);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.error()).contains("SIGNATURE_ERROR");
    }

    @ParameterizedTest
    @EnumSource(AttestationFormat.class)
    void theSameStatementByTheSameKeyIsAttachedOnce(AttestationFormat format) {
        SignatureArtifact first = attest(TYPE, "{}", format);
        attach(first);
        Instant later = NOW.plusSeconds(3600);
        SignatureArtifact again = ImageAttester.attest(image, NAME, TYPE, predicate("{}"), KEY, format, later);
        assertThat(again.manifest().content()).isEqualTo(first.manifest().content());
    }

    @Test
    void aSecondAttestationJoinsTheFirst() {
        attach(attest(TYPE, "{}", AttestationFormat.COSIGN));
        SignatureArtifact second = attest(TYPE, "{\"more\":1}", AttestationFormat.COSIGN);
        assertThat(SignatureManifest.parse(second.manifest().content(), "m").layers())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "https://example.org/\"", "https://ex\u00e4mple.org/"})
    void refusesATypeThatIsNoUri(String type) {
        Fault fault = Faults.of(() -> attest(type, "{}", AttestationFormat.COSIGN));
        assertThat(fault.code()).isEqualTo(AttestationFault.PREDICATE_TYPE);
    }

    @Test
    void doesNotSignAnImageUnderTheNameOfAnAttestation() {
        Fault fault = Faults.of(() -> attest(PredicateType.IMAGE_SIGNATURE.uri(), "{}", AttestationFormat.BUNDLE));
        assertThat(fault.code()).isEqualTo(AttestationFault.PREDICATE_TYPE);
    }

    @ParameterizedTest
    @CsvSource({"SLSA_1", "SPDX", "CYCLONEDX", "OPENVEX", "VULNERABILITIES"})
    void doesNotSignWhatIsNotOfItsType(PredicateType type) {
        Fault fault = Faults.of(() -> attest(type.uri(), "{\"a\":1}", AttestationFormat.COSIGN));
        assertThat(fault.code()).isEqualTo(AttestationFault.PREDICATE);
    }

    @Test
    void refusesANameThatIsNone() {
        Fault fault = Faults.of(() ->
                ImageAttester.attest(image, "Team/App", TYPE, predicate("{}"), KEY, AttestationFormat.COSIGN, NOW));
        assertThat(fault.code()).isEqualTo(SigningFault.REFERENCE);
    }
}
