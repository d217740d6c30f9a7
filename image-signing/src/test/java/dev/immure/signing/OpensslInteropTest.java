package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Descriptor;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.SignatureManifest;
import dev.immure.signing.testing.FakeImage;
import dev.immure.signing.testing.Openssl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** openssl made the keys; it checks what Immure signs, and Immure checks what it signs. */
class OpensslInteropTest {
    private static final String NAME = "registry.example/team/app";

    @TempDir
    Path directory;

    private Openssl openssl;
    private final FakeImage image = FakeImage.named(NAME);

    @BeforeEach
    void inDirectory() {
        openssl = new Openssl(directory);
    }

    /**
     * A kind of key and how openssl signs with it.
     *
     * @param hash empty for Ed25519, which hashes by itself
     */
    record Kind(String algorithm, List<String> options, String hash, String label) {
        @Override
        public String toString() {
            return label;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                ecdsa("P-256", "sha256", "ecdsa-p256-sha256"),
                ecdsa("P-384", "sha384", "ecdsa-p384-sha384"),
                ecdsa("P-521", "sha512", "ecdsa-p521-sha512"),
                new Kind("ED25519", List.of(), "", "ed25519"),
                rsa("2048"),
                rsa("3072"));
    }

    /** What cosign signed with these curves before 2025, and what `openssl dgst -sha256` makes today. */
    static Stream<Kind> kindsOfOthers() {
        return Stream.concat(
                kinds(),
                Stream.of(
                        ecdsa("P-384", "sha256", "ecdsa-p384-sha256"), ecdsa("P-521", "sha256", "ecdsa-p521-sha256")));
    }

    private static Kind ecdsa(String curve, String hash, String label) {
        return new Kind("EC", List.of("-pkeyopt", "ec_paramgen_curve:" + curve), hash, label);
    }

    private static Kind rsa(String bits) {
        return new Kind("RSA", List.of("-pkeyopt", "rsa_keygen_bits:" + bits), "sha256", "rsa-pkcs1-sha256");
    }

    @ParameterizedTest
    @MethodSource("kindsOfOthers")
    void acceptsWhatOpensslSigned(Kind kind) {
        generate(kind);
        attach(signedByOpenssl(kind, payload()));
        VerificationResult result = ImageVerifier.verify(image, TrustPolicy.ofKey(openssl.path("k.pub")));
        assertThat(result).as("%s", result).isInstanceOf(VerifiedImage.class);
        assertThat(((VerifiedImage) result).signers().getFirst().algorithm()).isEqualTo(kind.label());
    }

    @ParameterizedTest
    @MethodSource("kindsOfOthers")
    void refusesWhatOpensslSignedOverOtherBytes(Kind kind) {
        generate(kind);
        attach(signedByOpenssl(kind, "other bytes".getBytes(StandardCharsets.UTF_8)));
        VerificationResult result = ImageVerifier.verify(image, TrustPolicy.ofKey(openssl.path("k.pub")));
        assertThat(result)
                .isInstanceOfSatisfying(
                        VerificationFailure.class,
                        failure -> assertThat(failure.fault().code()).isEqualTo(SigningFault.BAD_SIGNATURE));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void opensslAcceptsWhatImmureSigned(Kind kind) {
        generate(kind);
        SignatureArtifact artifact = ImageSigner.sign(image, NAME, SigningKey.read(openssl.path("k.pem")));
        SignatureManifest manifest = SignatureManifest.parse(artifact.manifest().content(), "manifest");
        String signature =
                manifest.layers().getFirst().annotations().getOrDefault("dev.cosignproject.cosign/signature", "");
        openssl.write("payload", artifact.blobs().getFirst().content());
        openssl.write("signature", Base64.getDecoder().decode(signature));
        assertThat(opensslAccepts(kind, "payload")).isTrue();
        openssl.write("payload2", "other bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(opensslAccepts(kind, "payload2")).isFalse();
    }

    private void generate(Kind kind) {
        openssl.generate("k", kind.algorithm(), kind.options().toArray(String[]::new));
    }

    /** As a person would write it, with printf. */
    private byte[] payload() {
        return ("{\"critical\":{\"identity\":{\"docker-reference\":\"" + NAME
                        + "\"},\"image\":{\"docker-manifest-digest\":\"" + image.digest()
                        + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] signedByOpenssl(Kind kind, byte[] message) {
        openssl.write("message", message);
        if (kind.hash().isEmpty()) {
            openssl.run("pkeyutl", "-sign", "-inkey", "k.pem", "-rawin", "-in", "message", "-out", "signature");
        } else {
            openssl.run("dgst", "-" + kind.hash(), "-sign", "k.pem", "-out", "signature", "message");
        }
        return openssl.read("signature");
    }

    private boolean opensslAccepts(Kind kind, String message) {
        return kind.hash().isEmpty()
                ? openssl.succeeds(
                        "pkeyutl",
                        "-verify",
                        "-pubin",
                        "-inkey",
                        "k.pub",
                        "-rawin",
                        "-in",
                        message,
                        "-sigfile",
                        "signature")
                : openssl.succeeds("dgst", "-" + kind.hash(), "-verify", "k.pub", "-signature", "signature", message);
    }

    private void attach(byte[] signature) {
        Descriptor blob = image.store("application/vnd.dev.cosign.simplesigning.v1+json", payload());
        Descriptor layer = new Descriptor(
                blob.mediaType(),
                blob.digest(),
                blob.size(),
                Map.of("dev.cosignproject.cosign/signature", Base64.getEncoder().encodeToString(signature)),
                Optional.empty(),
                Optional.empty());
        SignatureManifest manifest = new SignatureManifest(List.of(layer), Map.of());
        image.tag(
                "sha256-" + image.digest().hex() + ".sig",
                image.store("application/vnd.oci.image.manifest.v1+json", manifest.encode()));
    }
}
