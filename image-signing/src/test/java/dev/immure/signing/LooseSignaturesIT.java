package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultCode;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.name.SignedReference;
import dev.immure.signing.internal.openpgp.OpenPgpSigner;
import dev.immure.signing.testing.FakeImage;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Gnupg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures in files beside the image, by keys of gpg, judged by a trust file. */
class LooseSignaturesIT extends SigningFixture {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final String[] THEN = {"--faked-system-time", "20260101T000000!"};

    @TempDir
    private Path directory;

    private Gnupg gpg;
    private String release;

    @BeforeEach
    void makeKeys() throws IOException {
        gpg = new Gnupg(directory);
        release = gpg.key("release", "ed25519", "1y", THEN);
        Files.write(directory.resolve("release.gpg"), gpg.export(release));
        Files.write(directory.resolve("other.gpg"), gpg.export(release));
        Files.writeString(directory.resolve("alice.pem"), ALICE.publicPem());
    }

    @AfterEach
    void endTheAgent() {
        gpg.close();
    }

    @Test
    void aSignatureByTheKeyringCounts() throws IOException {
        image.loose(sign(release, image.digest()));
        VerifiedImage verified = (VerifiedImage) verify("[release]", NOW);
        VerifiedSigner signer = verified.signers().getFirst();
        assertThat(signer.identity().name()).isEqualTo("release");
        assertThat(signer.identity().method()).isEqualTo(SignerIdentity.OPENPGP);
        assertThat(signer.signedReference()).isEqualTo(NAME);
        assertThat(verified.name()).isEqualTo(NAME);
    }

    @Test
    void signersOfDifferentFormatsAreCountedTogether() throws IOException {
        image.loose(sign(release, image.digest()));
        signedByAlice();
        String rule = "[release, alice]\n    threshold: 2";
        assertThat(((VerifiedImage) verify(rule, NOW)).signers())
                .extracting(signer -> signer.identity().name())
                .containsExactly("alice", "release");
    }

    @Test
    void twoSubkeysOfOneKeyAreOneSigner() throws IOException {
        image.loose(sign(release, image.digest()));
        gpg.subkey(release, "ed25519", "sign", "1y", THEN);
        Files.write(directory.resolve("release.gpg"), gpg.export(release));
        image.loose(sign(release, image.digest()));
        VerificationResult result = verify("[release, alice]\n    threshold: 2", NOW);
        assertThat(((VerificationFailure) result).fault().code()).isEqualTo(SigningFault.THRESHOLD);
        assertThat(((VerificationFailure) result).rejected()).isEmpty();
    }

    /** The same secret key under two primary keys, of two dates: two fingerprints of OpenPGP, and one holder. */
    @Test
    void oneSubkeyOfTwoKeysIsOneSigner() throws IOException {
        gpg.subkey(release, "ed25519", "sign", "1y", THEN);
        String other = gpg.key("other", "ed25519", "1y", THEN);
        gpg.share(release, other, "--faked-system-time", "20260201T000000!");
        Files.write(directory.resolve("release.gpg"), gpg.export(release));
        Files.write(directory.resolve("other.gpg"), gpg.export(other));
        image.loose(sign(release, image.digest()));
        image.loose(sign(other, image.digest()));
        assertThat(verify("[other]", NOW)).isInstanceOf(VerifiedImage.class);
        VerificationFailure failure = (VerificationFailure) verify("[release, other]\n    threshold: 2", NOW);
        assertThat(failure.fault().code()).isEqualTo(SigningFault.THRESHOLD);
        assertThat(failure.rejected()).isEmpty();
    }

    @Test
    void anotherKeyOfGpgDoesNotCount() throws IOException {
        image.loose(sign(gpg.key("mallory", "ed25519", "1y", THEN), image.digest()));
        refuses(NOW, OpenPgpFault.UNKNOWN_KEY);
    }

    @Test
    void aKeyThatHasExpiredDoesNotCount() throws IOException {
        image.loose(sign(release, image.digest()));
        refuses(Instant.parse("2027-06-01T00:00:00Z"), OpenPgpFault.KEY_EXPIRED);
    }

    @Test
    void aSignatureOverAnotherImageDoesNotCount() throws IOException {
        image.loose(sign(release, FakeImage.digest("another image")));
        refuses(NOW, SigningFault.WRONG_DIGEST);
    }

    @Test
    void aKeyOfCosignIsNoKeyOfTheKeyring() throws IOException {
        image.loose(sign(release, image.digest()));
        VerificationResult result = verify("[alice]", NOW);
        assertThat(((VerificationFailure) result).fault().code()).isEqualTo(SigningFault.KEY_NOT_TRUSTED);
    }

    @Test
    void whatCosignSignedMayLieBesideTheImage() throws IOException {
        byte[] payload = payload(NAME, image.digest());
        String json = "\0sigstore-json\n{\"mimeType\":\"" + PAYLOAD_TYPE + "\",\"payload\":\"" + base64(payload)
                + "\",\"annotations\":{\"dev.cosignproject.cosign/signature\":\"" + base64(ALICE.sign(payload))
                + "\"}}";
        image.loose(bytes(json));
        assertThat(verify("[alice]", NOW)).isInstanceOf(VerifiedImage.class);
    }

    @Test
    void aFileOfNoKnownKindDoesNotCountAndDoesNoHarm() throws IOException {
        image.loose(bytes("nonsense"));
        refuses(NOW, OpenPgpFault.UNSUPPORTED);
        image.loose(sign(release, image.digest()));
        assertThat(((VerifiedImage) verify("[release]", NOW)).rejected()).hasSize(1);
    }

    @Test
    void aSignatureOnTheIndexCoversTheImage() throws IOException {
        Digest index = FakeImage.digest("the index");
        FakeImage chosen = FakeImage.fromIndex(NAME, index);
        chosen.loose(sign(release, index));
        VerificationResult result = ImageVerifier.verify(chosen, policy("[release]"), VerificationTime.at(NOW));
        assertThat(((VerifiedImage) result).signers().getFirst().subject()).isEqualTo(index);
    }

    @Test
    void aKeyringThatIsNoneIsAFaultOfTheTrustFile() throws IOException {
        Files.writeString(directory.resolve("release.gpg"), "nonsense");
        assertThat(Faults.of(() -> policy("[release]")).why())
                .contains("authorities.release.openpgp.keyring cannot be used")
                .contains("IMM-PGP-KEYRING");
    }

    private void refuses(Instant moment, FaultCode code) throws IOException {
        VerificationResult result = verify("[release]", moment);
        assertThat(((VerificationFailure) result).fault().code()).isEqualTo(code);
    }

    private VerificationResult verify(String require, Instant moment) throws IOException {
        return ImageVerifier.verify(image, policy(require), VerificationTime.at(moment));
    }

    private byte[] sign(String key, Digest subject) {
        return OpenPgpSigner.read(gpg.exportSecret(key), "key", NOW)
                .sign(SignedReference.parse(NAME).orElseThrow(), subject, NOW);
    }

    private TrustPolicy policy(String require) throws IOException {
        return TrustPolicy.read(Files.writeString(directory.resolve("trust.yaml"), """
                schema: 1
                keys: {alice: {file: alice.pem}}
                authorities:
                  release: {openpgp: {keyring: release.gpg}}
                  other: {openpgp: {keyring: other.gpg}}
                rules:
                  - scope: "*"
                    require: %s
                """.formatted(require)));
    }
}
