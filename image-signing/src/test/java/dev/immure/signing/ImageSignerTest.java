package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.SignatureManifest;
import dev.immure.signing.testing.FakeImage;
import dev.immure.signing.testing.Faults;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSignerTest {
    private static final String NAME = "registry.example/team/app";
    private static final SigningKey ALICE = SigningKey.generateEcdsaP256();
    private static final SigningKey BOB = SigningKey.generateEcdsaP256();

    private final FakeImage image = FakeImage.named(NAME);

    @Test
    void writesWhatTheFormatSays() {
        SignatureArtifact artifact = ImageSigner.sign(image, NAME, ALICE);
        assertThat(artifact.tag()).isEqualTo("sha256-" + image.digest().hex() + ".sig");
        assertThat(text(artifact.blobs().getFirst()))
                .isEqualTo("{\"critical\":{\"identity\":{\"docker-reference\":\"registry.example/team/app\"},"
                        + "\"image\":{\"docker-manifest-digest\":\"" + image.digest()
                        + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}");
        String manifest = text(artifact.manifest());
        assertThat(manifest)
                .startsWith(
                        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":")
                .contains("\"mediaType\":\"application/vnd.dev.cosign.simplesigning.v1+json\",\"size\":"
                        + artifact.blobs().getFirst().content().length)
                .contains("\"annotations\":{\"dev.cosignproject.cosign/signature\":\"");
    }

    @Test
    void descriptorsNameTheBytesTheyComeWith() {
        SignatureArtifact artifact = ImageSigner.sign(image, NAME, ALICE);
        for (SignatureArtifact.Blob blob : artifact.blobs()) {
            assertThat(blob.descriptor().digest()).isEqualTo(Digest.of(blob.content()));
            assertThat(blob.descriptor().size()).isEqualTo(blob.content().length);
            assertThat(text(artifact.manifest()))
                    .contains(blob.descriptor().digest().toString());
        }
    }

    @Test
    void whatIsSignedVerifies() {
        store(ImageSigner.sign(image, NAME, ALICE));
        assertThat(signers()).containsExactly("alice");
    }

    @Test
    void signingAgainWithTheSameKeyChangesNothing() {
        SignatureArtifact first = ImageSigner.sign(image, NAME, ALICE);
        store(first);
        SignatureArtifact second = ImageSigner.sign(image, NAME, ALICE);
        assertThat(second.manifest().content()).isEqualTo(first.manifest().content());
    }

    @Test
    void aSecondKeyAddsItsSignatureAndKeepsTheFirst() {
        store(ImageSigner.sign(image, NAME, ALICE));
        store(ImageSigner.sign(image, NAME, BOB));
        assertThat(signers()).containsExactly("alice", "bob");
    }

    @Test
    void refusesToAddToAFullManifest() {
        for (int i = 0; i < 100; i++) {
            store(ImageSigner.sign(image, NAME + ":v" + i, ALICE));
        }
        Fault fault = Faults.of(() -> ImageSigner.sign(image, NAME, ALICE));
        assertThat(fault.code()).isEqualTo(SigningFault.LIMIT);
    }

    @Test
    void refusesToAddToSomethingThatIsNoManifest() {
        image.tag(
                "sha256-" + image.digest().hex() + ".sig",
                image.store("application/vnd.oci.image.manifest.v1+json", "{}".getBytes(StandardCharsets.UTF_8)));
        assertThat(Faults.of(() -> ImageSigner.sign(image, NAME, ALICE)).code()).isEqualTo(SigningFault.MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Registry.example/app", "app\",\"x\":\"", "a b", "oci:dir"})
    void refusesANameThatIsNone(String name) {
        assertThat(Faults.of(() -> ImageSigner.sign(image, name, ALICE)).code()).isEqualTo(SigningFault.REFERENCE);
    }

    @Test
    void refusesANameWithTheDigestOfAnotherImage() {
        String name = NAME + "@" + FakeImage.digest("another image");
        assertThat(Faults.of(() -> ImageSigner.sign(image, name, ALICE)).code()).isEqualTo(SigningFault.REFERENCE);
    }

    private void store(SignatureArtifact artifact) {
        artifact.blobs().forEach(blob -> image.store(blob.descriptor().mediaType(), blob.content()));
        SignatureArtifact.Blob manifest = artifact.manifest();
        image.tag(artifact.tag(), image.store(manifest.descriptor().mediaType(), manifest.content()));
        assertThat(SignatureManifest.parse(manifest.content(), "manifest").layers())
                .isNotEmpty();
    }

    private List<String> signers() {
        List<TrustedKey> keys = List.of(TestKeys.trusted("alice", ALICE), TestKeys.trusted("bob", BOB));
        TrustPolicy policy = new TrustPolicy(keys, List.of(new TrustRule(new TrustScope(NAME), keys, 1)));
        VerificationResult result = ImageVerifier.verify(image, policy);
        assertThat(result).as("%s", result).isInstanceOf(VerifiedImage.class);
        return ((VerifiedImage) result)
                .signers().stream().map(signer -> signer.identity().name()).toList();
    }

    private static String text(SignatureArtifact.Blob blob) {
        return new String(blob.content(), StandardCharsets.UTF_8);
    }
}
