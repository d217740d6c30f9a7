package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.attestation.PredicateType;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.attestation.Subject;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.cosign.SimpleSigningPayload;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.name.SignedReference;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs images in cosign's formats, so that `cosign verify --key` and openssl accept what it writes. Pure: returns bytes,
 * stores nothing.
 */
public final class ImageSigner {
    private ImageSigner() {}

    /**
     * Signs the image that the source was opened for. Signatures that are attached already are kept; signing twice with
     * one key under one name changes nothing.
     *
     * @param name the repository that the image is to be known by, also with a tag; it is what verifiers compare
     * @param now goes into a referrer's annotations; nobody vouches for it
     * @throws ImmureException with REFERENCE when the name is no reference, MANIFEST or LIMIT when what is attached
     *     cannot be added to
     */
    public static SignatureArtifact sign(
            ImageSource source, String name, SigningKey key, SignatureFormat format, Instant now) {
        Digest image = source.image().digest();
        return switch (format) {
            case COSIGN -> {
                byte[] payload = payload(image, name);
                yield CosignManifests.add(source, CosignFormat.tag(image), layer(payload, key), payload);
            }
            case BUNDLE -> {
                Envelope envelope = ImageAttester.sign(statement(image, name), key);
                yield BundleReferrer.of(source, envelope, PredicateType.IMAGE_SIGNATURE.uri(), key, now);
            }
        };
    }

    /** Signs in cosign's format. */
    public static SignatureArtifact sign(ImageSource source, String name, SigningKey key) {
        return sign(source, name, key, SignatureFormat.COSIGN, Instant.EPOCH);
    }

    /** The first signature of an image, in cosign's format. */
    public static SignatureArtifact sign(Digest image, String name, SigningKey key) {
        byte[] payload = payload(image, name);
        return CosignManifests.add(CosignManifests.NONE, CosignFormat.tag(image), layer(payload, key), payload);
    }

    private static byte[] payload(Digest image, String name) {
        return new SimpleSigningPayload(SimpleSigningPayload.TYPE, reference(name, image), image).encode();
    }

    /** cosign leaves the subject without a name; with one, the signature counts for that name alone. */
    private static Statement statement(Digest image, String name) {
        Subject subject = Subject.of(reference(name, image).repository().value(), image);
        return new Statement(
                Statement.V1, List.of(subject), PredicateType.IMAGE_SIGNATURE.uri(), new JsonObject(Map.of()));
    }

    private static Descriptor layer(byte[] payload, SigningKey key) {
        String text = Base64.getEncoder().encodeToString(key.sign(payload));
        return new Descriptor(
                CosignFormat.PAYLOAD_TYPE,
                Digest.of(payload),
                payload.length,
                Map.of(CosignFormat.SIGNATURE_ANNOTATION, text),
                Optional.empty(),
                Optional.empty());
    }

    static SignedReference reference(String name, Digest image) {
        return SignedReference.parse(name)
                .filter(reference ->
                        reference.digest().filter(other -> !other.equals(image)).isEmpty())
                .orElseThrow(() -> new ImmureException(new Fault(
                        SigningFault.REFERENCE,
                        "cannot sign image as",
                        name,
                        "it is not the name of a repository",
                        "Give a name such as registry.example/team/app, in lower case")));
    }
}
