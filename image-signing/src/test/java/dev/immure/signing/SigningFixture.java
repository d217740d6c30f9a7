package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.check.Check;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.testing.FakeImage;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;

/** An image, keys, and ways to attach signatures that are wrong in one part: written by hand, not by the signer. */
abstract class SigningFixture {
    static final String NAME = "registry.example/team/app";
    static final String PAYLOAD_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
    static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    /** The order of P-256 (FIPS 186-5, SP 800-186). */
    static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    static final SigningKey ALICE = SigningKey.generateEcdsaP256();
    static final SigningKey BOB = SigningKey.generateEcdsaP256();
    static final SigningKey MALLORY = SigningKey.generateEcdsaP256();

    final FakeImage image = FakeImage.named(NAME);

    FakeImage signedByAlice() {
        attach(layer(payload(NAME, image.digest()), ALICE));
        return image;
    }

    static byte[] payload(String reference, Digest digest) {
        return bytes("{\"critical\":{\"identity\":{\"docker-reference\":\"" + reference
                + "\"},\"image\":{\"docker-manifest-digest\":\"" + digest
                + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}");
    }

    Descriptor layer(byte[] payload, SigningKey key) {
        return layer(image, payload, key);
    }

    static Descriptor layer(FakeImage image, byte[] payload, SigningKey key) {
        return layer(image, payload, base64(key.sign(payload)));
    }

    Descriptor layer(byte[] payload, String signature) {
        return layer(image, payload, signature);
    }

    static Descriptor layer(FakeImage image, byte[] payload, String signature) {
        Descriptor blob = image.store(PAYLOAD_TYPE, payload);
        return new Descriptor(
                PAYLOAD_TYPE,
                blob.digest(),
                blob.size(),
                Map.of("dev.cosignproject.cosign/signature", signature),
                Optional.empty(),
                Optional.empty());
    }

    void attach(Descriptor... layers) {
        attach(image, layers);
    }

    /** Attaches layers, whose blobs any image may hold, to one image. */
    void attach(FakeImage target, Descriptor... layers) {
        if (target != image) {
            for (Descriptor layer : layers) {
                if (isStoredIn(image, layer)) {
                    target.store(PAYLOAD_TYPE, image.read(layer, 1 << 20));
                }
            }
        }
        attachTo(target, target.digest(), layers);
    }

    static boolean isStoredIn(FakeImage image, Descriptor layer) {
        try {
            return image.read(layer, 1 << 20).length > 0;
        } catch (ImmureException e) {
            return false;
        }
    }

    static void attachTo(FakeImage target, Digest subject, Descriptor... layers) {
        List<String> json = Arrays.stream(layers).map(ImageVerifierTest::json).toList();
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"size\":2,\"digest\":\""
                + FakeImage.digest("{}") + "\"},\"layers\":[" + String.join(",", json) + "]}";
        target.tag("sha256-" + subject.hex() + ".sig", target.store(MANIFEST_TYPE, bytes(manifest)));
    }

    static String json(Descriptor layer) {
        String annotations = layer.annotations().entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue().replace("\n", "\\n") + "\"")
                .reduce((a, b) -> a + "," + b)
                .orElse("");
        return "{\"mediaType\":\"" + layer.mediaType() + "\",\"size\":" + layer.size() + ",\"digest\":\""
                + layer.digest() + "\",\"annotations\":{" + annotations + "}}";
    }

    byte[] manifest() {
        return image.read(image.tagged(CosignFormat.tag(image.digest())).orElseThrow(), 1 << 20);
    }

    void attachRaw(String manifest, String mediaType) {
        image.tag(CosignFormat.tag(image.digest()), image.store(mediaType, bytes(manifest)));
    }

    static byte[] mirrored(byte[] signature) {
        ASN1Sequence pair = ASN1Sequence.getInstance(signature);
        BigInteger s = ASN1Integer.getInstance(pair.getObjectAt(1)).getValue();
        try {
            return new DERSequence(new ASN1Integer[] {
                        ASN1Integer.getInstance(pair.getObjectAt(0)), new ASN1Integer(P256_ORDER.subtract(s))
                    })
                    .getEncoded("DER");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static TrustedKey key(String name, SigningKey key) {
        return TestKeys.trusted(name, key);
    }

    static TrustedKey alice() {
        return key("alice", ALICE);
    }

    static TrustedKey bob() {
        return key("bob", BOB);
    }

    static TrustPolicy trustAlice() {
        return policy("*", 1, alice());
    }

    static TrustPolicy policy(String scope, int threshold, TrustedKey... keys) {
        return new TrustPolicy(List.of(keys), List.of(new TrustRule(new TrustScope(scope), List.of(keys), threshold)));
    }

    static VerifiedImage verified(ImageSource source, TrustPolicy policy) {
        VerificationResult result = ImageVerifier.verify(source, policy);
        assertThat(result).as("%s", result).isInstanceOf(VerifiedImage.class);
        return (VerifiedImage) result;
    }

    static VerificationFailure failure(ImageSource source, TrustPolicy policy) {
        VerificationResult result = ImageVerifier.verify(source, policy);
        assertThat(result).isInstanceOf(VerificationFailure.class);
        return (VerificationFailure) result;
    }

    static void fails(ImageSource source, TrustPolicy policy, SigningFault code, String why) {
        VerificationFailure failure = failure(source, policy);
        assertThat(failure.fault().code()).as(failure.fault().sentence()).isEqualTo(code);
        assertThat(failure.fault().why()).contains(why);
        assertThat(failure.checks())
                .filteredOn(check -> check.result() instanceof Check.Failed)
                .extracting(check -> ((Check.Failed) check.result()).fault().code())
                .contains(code);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
