package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.testing.FakeImage;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures that cosign made for other people: the registry on disk of connaisseur's tests. */
class ConnaisseurTest {
    private static final String NAME = "docker.io/securesystemsengineering/testimage";

    private Path folder;
    private TrustedKey alice;
    private TrustedKey bob;
    private TrustedKey charlie;
    private TrustedKey stranger;

    @BeforeEach
    void readKeys() throws IOException {
        folder = Vectors.folder("connaisseur").resolve("cosign");
        alice = key("alice");
        bob = key("bob");
        charlie = key("charlie");
        stranger = key("default");
    }

    @Test
    void oneSignatureVerifiesWithItsKeyAlone() throws IOException {
        FakeImage image = image(NAME, "multi-cosigned-alice");
        assertThat(signers(image, 1, alice, bob, charlie, stranger)).containsExactly("alice");
        assertThat(signers(image, 1, alice)).containsExactly("alice");
        for (TrustedKey other : List.of(bob, charlie, stranger)) {
            assertThat(failure(image, 1, other)).isEqualTo(SigningFault.BAD_SIGNATURE);
        }
    }

    @Test
    void threeSignaturesOnOneImageHaveThreeSigners() throws IOException {
        FakeImage image = image(NAME, "multi-cosigned-alice-bob-charlie");
        assertThat(signers(image, 3, alice, bob, charlie)).containsExactlyInAnyOrder("alice", "bob", "charlie");
        for (TrustedKey each : List.of(alice, bob, charlie)) {
            assertThat(signers(image, 1, each)).containsExactly(each.name());
        }
        assertThat(failure(image, 1, stranger)).isEqualTo(SigningFault.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({"multi-cosigned-alice, 2", "multi-cosigned-alice-bob-charlie, 4"})
    void moreDistinctSignersThanThereAreCannotBeHad(String tag, int threshold) throws IOException {
        assertThat(failure(image(NAME, tag), threshold, alice, bob, charlie, stranger))
                .isEqualTo(SigningFault.THRESHOLD);
    }

    @Test
    void theSignedNameMustBeTheNameOfTheImage() throws IOException {
        FakeImage image = image("docker.io/securesystemsengineering/other", "multi-cosigned-alice");
        assertThat(failure(image, 1, alice)).isEqualTo(SigningFault.WRONG_REFERENCE);
    }

    @Test
    void aKeylessSignatureIsNotMistakenForOneByAKey() throws IOException {
        FakeImage image = image("index.docker.io/phbelitz/rekor-test", "keyless");
        assertThat(failure(image, 1, alice, bob, charlie, stranger)).isEqualTo(SigningFault.BAD_SIGNATURE);
    }

    @Test
    void anImageWithoutSignaturesIsUnsigned() throws IOException {
        VerificationResult result = ImageVerifier.verify(image(NAME, "co-unsigned"), policy(1, alice));
        assertThat(result).isInstanceOf(Unsigned.class);
    }

    private static List<String> signers(FakeImage image, int threshold, TrustedKey... keys) {
        VerificationResult result = ImageVerifier.verify(image, policy(threshold, keys));
        assertThat(result).as("%s", result).isInstanceOf(VerifiedImage.class);
        return ((VerifiedImage) result)
                .signers().stream().map(signer -> signer.identity().name()).toList();
    }

    private static Object failure(FakeImage image, int threshold, TrustedKey... keys) {
        VerificationResult result = ImageVerifier.verify(image, policy(threshold, keys));
        assertThat(result).isInstanceOf(VerificationFailure.class);
        return ((VerificationFailure) result).fault().code();
    }

    private static TrustPolicy policy(int threshold, TrustedKey... keys) {
        TrustRule rule = new TrustRule(new TrustScope("*"), List.of(keys), threshold);
        return new TrustPolicy(List.of(keys), List.of(rule));
    }

    private FakeImage image(String name, String tag) throws IOException {
        Path repository = folder.resolve("securesystemsengineering/testimage");
        FakeImage image = FakeImage.of(name, Digest.of(Files.readAllBytes(manifest(repository, tag))));
        try (Stream<Path> blobs = Files.list(repository.resolve("blobs"))) {
            for (Path blob : blobs.toList()) {
                image.store("application/octet-stream", Files.readAllBytes(blob));
            }
        }
        String attached = CosignFormat.tag(image.digest());
        Path signatures = manifest(repository, attached);
        if (Files.exists(signatures)) {
            Descriptor descriptor = image.store(CosignFormat.MANIFEST_TYPE, Files.readAllBytes(signatures));
            image.tag(attached, descriptor);
        }
        return image;
    }

    private static Path manifest(Path repository, String tag) {
        return repository.resolve("manifests").resolve(tag + ".json");
    }

    private TrustedKey key(String name) throws IOException {
        return TestKeys.trusted(name, Files.readString(folder.resolve(name + ".key")));
    }
}
