package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.FakeImage;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each attack starts from the image that {@link #signedByAlice} makes, which is accepted, and breaks one part. */
class SignatureAttackTest extends SigningFixture {
    @Test
    void refusesASignatureByAStranger() {
        attach(layer(payload(NAME, image.digest()), MALLORY));
        fails(image, trustAlice(), SigningFault.BAD_SIGNATURE, "no key that counts");
    }

    @Test
    void refusesASignatureWithOneBitFlipped() {
        byte[] payload = payload(NAME, image.digest());
        byte[] signature = ALICE.sign(payload);
        signature[signature.length - 1] ^= 1;
        attach(layer(payload, base64(signature)));
        fails(image, trustAlice(), SigningFault.BAD_SIGNATURE, "made this signature");
    }

    @Test
    void refusesAStatementChangedAfterSigning() {
        byte[] signature = ALICE.sign(payload(NAME + "2", image.digest()));
        attach(layer(payload(NAME, image.digest()), base64(signature)));
        fails(image, trustAlice(), SigningFault.BAD_SIGNATURE, "made this signature");
    }

    /** S24: the tag of this image, the signed statement of another. */
    @Test
    void refusesASignatureOverAnotherImage() {
        attach(layer(payload(NAME, FakeImage.digest("another image")), ALICE));
        fails(image, trustAlice(), SigningFault.WRONG_DIGEST, "is about image");
    }

    @Test
    void refusesADigestInTheReferenceThatIsAnother() {
        String other = NAME + "@" + FakeImage.digest("another image");
        attach(layer(payload(other, image.digest()), ALICE));
        fails(image, trustAlice(), SigningFault.WRONG_DIGEST, "is about image");
    }

    @Test
    void refusesASignatureForAnotherName() {
        attach(layer(payload("registry.example/team/other", image.digest()), ALICE));
        fails(image, trustAlice(), SigningFault.WRONG_REFERENCE, "the signed name is registry.example/team/other");
    }

    /** S25: a statement of GPG simple signing, validly signed. */
    @Test
    void refusesAStatementOfAnotherType() {
        String json = text(payload(NAME, image.digest()))
                .replace("cosign container image signature", "atomic container signature");
        attach(layer(bytes(json), ALICE));
        fails(image, trustAlice(), SigningFault.WRONG_TYPE, "atomic container signature");
    }

    /** S25: an SBOM or an attestation in the place of a signature. */
    @ParameterizedTest
    @ValueSource(strings = {"application/spdx+json", "application/vnd.dsse.envelope.v1+json"})
    void refusesAnotherKindOfAttachment(String mediaType) {
        Descriptor good = layer(payload(NAME, image.digest()), ALICE);
        attach(new Descriptor(
                mediaType, good.digest(), good.size(), good.annotations(), Optional.empty(), Optional.empty()));
        fails(image, trustAlice(), SigningFault.WRONG_TYPE, mediaType);
    }

    /** S20, S26 and S27, in statements that are validly signed. */
    static Stream<String> malformedStatements() {
        String good = text(payload(NAME, FakeImage.named(NAME).digest()));
        String digest = "\"docker-manifest-digest\":\"sha256:";
        return Stream.of(
                good.replace(digest, digest + "0".repeat(64) + "\"," + digest),
                good.replace("\"},\"type\"", "\"," + digest + "0".repeat(64) + "\"},\"type\""),
                good.replace("\"type\"", "\"type\":\"x\",\"type\""),
                good.replace("\"type\"", "\"Type\""),
                good.replace(digest, "\"docker-manifest-digest\":\"md5:"),
                good.replace(digest, digest + "../"),
                good.replace("null}", "{\"n\":1e400000}}"),
                good.replace("null}", "{\"s\":\"\\ud800\"}}"),
                good.replace("null}", "[".repeat(10_000) + "]".repeat(10_000) + "}"),
                good + "\n{}",
                "\ufeff" + good,
                "{}",
                "[]",
                "not json");
    }

    @ParameterizedTest
    @MethodSource("malformedStatements")
    void refusesAMalformedStatement(String json) {
        attach(layer(bytes(json), ALICE));
        fails(image, trustAlice(), SigningFault.PAYLOAD, "");
    }

    @Test
    void refusesALayerWithoutASignature() {
        byte[] payload = payload(NAME, image.digest());
        attach(image.store(PAYLOAD_TYPE, payload));
        fails(image, trustAlice(), SigningFault.ENCODING, "without a signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "MEUC", " ", "AA=", "AAA", "AB==", "AA==\n", "-_-_"})
    void refusesASignatureThatIsNotStrictBase64OrNotAtAllOne(String signature) {
        attach(layer(payload(NAME, image.digest()), signature));
        VerificationFailure failure = failure(image, trustAlice());
        assertThat(failure.fault().code())
                .isEqualTo(signature.equals("MEUC") ? SigningFault.BAD_SIGNATURE : SigningFault.ENCODING);
    }

    /** S29: the same numbers in another encoding. */
    @Test
    void refusesASignatureInBer() {
        byte[] payload = payload(NAME, image.digest());
        byte[] der = ALICE.sign(payload);
        byte[] ber = new byte[der.length + 1];
        ber[0] = der[0];
        ber[1] = (byte) 0x81;
        System.arraycopy(der, 1, ber, 2, der.length - 1);
        attach(layer(payload, base64(ber)));
        fails(image, trustAlice(), SigningFault.BAD_SIGNATURE, "");
    }

    /** S29: (r, n−s) is good wherever (r, s) is, and must not make a second signer. */
    @Test
    void acceptsTheOtherFormOfAnEcdsaSignatureButCountsTheSignerOnce() {
        byte[] payload = payload(NAME, image.digest());
        byte[] signature = ALICE.sign(payload);
        attach(layer(payload, base64(mirrored(signature))));
        assertThat(verified(image, trustAlice()).signers()).hasSize(1);

        attach(layer(payload, base64(signature)), layer(payload, base64(mirrored(signature))));
        assertThat(verified(image, trustAlice()).signers()).hasSize(1);
        fails(image, policy("*", 2, alice(), bob()), SigningFault.THRESHOLD, "by 1 of the 2");
    }

    /** S23: the index is signed, and the image was not chosen from it. */
    @Test
    void aSignatureOnAnIndexDoesNotCoverAnImageFromElsewhere() {
        Digest index = FakeImage.digest("the index");
        attach(layer(payload(NAME, index), ALICE));
        fails(image, trustAlice(), SigningFault.WRONG_DIGEST, "is about image " + index);
    }

    /** S23: one image of the index is signed, and another one is chosen. */
    @Test
    void aSignatureOnAnotherImageOfTheIndexDoesNotCoverTheOneThatIsChosen() {
        FakeImage chosen = FakeImage.fromIndex(NAME, FakeImage.digest("the index"));
        Digest sibling = FakeImage.digest("the image for another platform");
        attachTo(chosen, sibling, layer(chosen, payload(NAME, sibling), ALICE));
        assertThat(ImageVerifier.verify(chosen, trustAlice())).isInstanceOf(Unsigned.class);
        attachTo(chosen, chosen.digest(), layer(chosen, payload(NAME, sibling), ALICE));
        fails(chosen, trustAlice(), SigningFault.WRONG_DIGEST, "is about image " + sibling);
    }

    @Test
    void aSignatureOnTheIndexDoesNotStandInForOneOnTheManifest() {
        Digest index = FakeImage.digest("the index");
        FakeImage chosen = FakeImage.fromIndex(NAME, index);
        attachTo(chosen, index, layer(chosen, payload(NAME, chosen.digest()), ALICE));
        fails(chosen, trustAlice(), SigningFault.WRONG_DIGEST, "is about image");
    }
}
