package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.ResolvedImage;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.testing.FakeImage;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Manifests and blobs that lie, or are beyond a limit; each otherwise that of an image which is accepted. */
class SignatureManifestAttackTest extends SigningFixture {
    /** S14. */
    @Test
    void refusesAStatementThatIsTooLargeBeforeReadingIt() {
        Descriptor good = layer(payload(NAME, image.digest()), ALICE);
        attach(new Descriptor(
                PAYLOAD_TYPE, good.digest(), 2L << 30, good.annotations(), Optional.empty(), Optional.empty()));
        fails(image, trustAlice(), SigningFault.LIMIT, "2147483648 bytes");
    }

    /** Row 14. Each by itself may be so large; a hundred of them were two minutes of work, or more memory than there was. */
    @Test
    void boundsTheBytesOfAllStatementsOfOneImage() {
        Descriptor large = image.store(CosignFormat.ENVELOPE_TYPE, new byte[Envelope.MAX_BYTES]);
        attach(Collections.nCopies(9, large).toArray(Descriptor[]::new));
        image.tag(
                CosignFormat.attestationTag(image.digest()),
                image.tagged(CosignFormat.tag(image.digest())).orElseThrow());
        signedByAlice();
        VerificationResult result = ImageVerifier.verify(image, trustAlice());
        List<RejectedSignature> rejected = ((VerifiedImage) result).rejected();
        assertThat(rejected).hasSize(9);
        assertThat(rejected.get(6).fault().code()).isEqualTo(AttestationFault.ENVELOPE);
        assertThat(rejected.get(8).fault().code()).isEqualTo(SigningFault.LIMIT);
        assertThat(rejected.get(8).fault().why()).contains("134217728");
    }

    @Test
    void refusesASignatureThatIsTooLarge() {
        attach(layer(payload(NAME, image.digest()), "A".repeat(8192)));
        fails(image, trustAlice(), SigningFault.LIMIT, "larger than 4096");
    }

    @Test
    void refusesAManifestThatIsTooLargeBeforeReadingIt() {
        signedByAlice();
        Digest manifest =
                image.tagged(CosignFormat.tag(image.digest())).orElseThrow().digest();
        image.tag(CosignFormat.tag(image.digest()), Descriptor.of(MANIFEST_TYPE, manifest, 1L << 40));
        fails(image, trustAlice(), SigningFault.LIMIT, "1099511627776 bytes");
    }

    @Test
    void refusesMoreSignaturesThanAreRead() {
        attach(Collections.nCopies(101, layer(payload(NAME, image.digest()), ALICE))
                .toArray(Descriptor[]::new));
        fails(image, trustAlice(), SigningFault.LIMIT, "101");
    }

    @Test
    void boundsTheTrialsOfKeysForOneImage() {
        TrustedKey[] keys = new TrustedKey[64];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key("k" + i, SigningKey.generateEcdsaP256());
        }
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            layers.add(layer(payload(NAME + ":v" + i, image.digest()), MALLORY));
        }
        attach(layers.toArray(Descriptor[]::new));
        VerificationFailure failure = failure(image, policy("*", 1, keys));
        assertThat(failure.rejected().getFirst().fault().code()).isEqualTo(SigningFault.BAD_SIGNATURE);
        assertThat(failure.rejected().getLast().fault().code()).isEqualTo(SigningFault.LIMIT);
        assertThat(failure.rejected().get(99).fault().why()).contains("2000 trials");
    }

    /** S21. */
    @Test
    void refusesWhatIsManifestAndIndexAtOnce() {
        signedByAlice();
        attachRaw(text(manifest()).replace("\"layers\"", "\"manifests\":[],\"layers\""), MANIFEST_TYPE);
        fails(image, trustAlice(), SigningFault.MANIFEST, "manifests");
    }

    /** S21. */
    @Test
    void refusesAMediaTypeThatContradictsTheDescriptor() {
        signedByAlice();
        attachRaw(text(manifest()), "application/vnd.oci.image.index.v1+json");
        fails(image, trustAlice(), SigningFault.MANIFEST, "index");
    }

    /** S22. */
    @Test
    void refusesSchema1() {
        signedByAlice();
        attachRaw(text(manifest()).replace("\"schemaVersion\":2", "\"schemaVersion\":1"), MANIFEST_TYPE);
        fails(image, trustAlice(), SigningFault.MANIFEST, "schema 1");
    }

    @Test
    void refusesAManifestWithoutSignatures() {
        attach();
        fails(image, trustAlice(), SigningFault.MANIFEST, "holds no signature");
    }

    @Test
    void refusesBlobsThatAreNotWhatTheirDescriptorsSay() {
        byte[] payload = payload(NAME, image.digest());
        Descriptor layer = layer(payload, ALICE);
        attach(layer);
        byte[] other = payload.clone();
        other[10] ^= 1;
        image.corrupt(layer.digest(), other);
        VerificationFailure failure = failure(image, trustAlice());
        assertThat(failure.fault().code()).isEqualTo(ImageFault.BLOB_DIGEST);
    }

    @Test
    void refusesAStatementThatIsNotThere() {
        byte[] payload = payload(NAME, image.digest());
        Descriptor layer = layer(FakeImage.nameless(), payload, ALICE);
        attach(layer);
        assertThat(failure(image, trustAlice()).fault().code()).isEqualTo(ImageFault.BLOB_MISSING);
    }

    @Test
    void aFaultOfTheHostIsNotAVerdict() {
        signedByAlice();
        ImageSource broken = new Unreadable(image);
        assertThatThrownBy(() -> ImageVerifier.verify(broken, trustAlice()))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(ImageFault.READ));
    }

    /** A source whose disk fails. */
    private record Unreadable(FakeImage image0) implements ImageSource {
        @Override
        public ResolvedImage image() {
            return image0.image();
        }

        @Override
        public Optional<Descriptor> tagged(String tag) {
            return image0.tagged(tag);
        }

        @Override
        public List<Descriptor> referrers(Digest subject) {
            return image0.referrers(subject);
        }

        @Override
        public List<byte[]> looseSignatures() {
            return image0.looseSignatures();
        }

        @Override
        public byte[] read(Descriptor blob, int limit) {
            throw new ImmureException(new Fault(ImageFault.READ, "cannot read", "disk", "EIO", "Replace it"));
        }

        @Override
        public InputStream open(Descriptor blob) {
            return InputStream.nullInputStream();
        }

        @Override
        public void close() {}
    }
}
