package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.attestation.Predicate;
import dev.immure.signing.attestation.PredicateType;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.attestation.Subject;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.internal.dsse.EnvelopeSignature;
import dev.immure.signing.internal.json.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs statements about images: in-toto, in a DSSE envelope, so that `cosign verify-attestation --key` accepts what it
 * writes. Pure: returns bytes, stores nothing.
 */
public final class ImageAttester {
    private ImageAttester() {}

    /**
     * Signs a statement about the image that the source was opened for. What is attached already is kept; the same
     * statement by the same key changes nothing.
     *
     * @param name the repository that the image is to be known by, also with a tag
     * @param type URI of what is said
     * @param predicate what is said; of a type that Immure understands it must be what its type says
     * @param now goes into a referrer's annotations; nobody vouches for it
     * @throws ImmureException with REFERENCE for the name, PREDICATE or LIMIT for what is said, MANIFEST or LIMIT when
     *     what is attached cannot be added to
     */
    public static SignatureArtifact attest(
            ImageSource source,
            String name,
            String type,
            JsonObject predicate,
            SigningKey key,
            AttestationFormat format,
            Instant now) {
        Digest image = source.image().digest();
        Statement statement = statement(image, name, type, predicate);
        Envelope envelope = sign(statement, key);
        return switch (format) {
            case COSIGN -> cosign(source, envelope, type);
            case BUNDLE -> BundleReferrer.of(source, envelope, type, key, now);
        };
    }

    static Envelope sign(Statement statement, SigningKey key) {
        byte[] payload = statement.encode();
        // No keyid: it would not be signed, and readers try the keys that they trust.
        byte[] signature = key.sign(Envelope.encode(Envelope.IN_TOTO, payload));
        return new Envelope(payload, Envelope.IN_TOTO, List.of(new EnvelopeSignature(signature, "")));
    }

    private static Statement statement(Digest image, String name, String type, JsonObject predicate) {
        if (type.equals(PredicateType.IMAGE_SIGNATURE.uri())) {
            throw refused(type, "that is how an image is signed", "Use immure image sign --format bundle");
        }
        Subject subject =
                Subject.of(ImageSigner.reference(name, image).repository().value(), image);
        try {
            // cosign writes attestations in version 0.1 to this day.
            Statement made = new Statement(Statement.V0_1, List.of(subject), type, predicate);
            Statement read = Statement.parse(made.encode(), "the statement to be signed");
            Predicate.of(read, "the statement to be signed");
            return read;
        } catch (IllegalArgumentException e) {
            throw refused(type, "it is not a URI", "Give a URI, or one of cosign's short names: spdxjson, vuln …");
        }
    }

    private static SignatureArtifact cosign(ImageSource source, Envelope envelope, String type) {
        byte[] json = JsonText.of(envelope.json());
        Descriptor layer = new Descriptor(
                CosignFormat.ENVELOPE_TYPE,
                Digest.of(json),
                json.length,
                Map.of(CosignFormat.SIGNATURE_ANNOTATION, "", CosignFormat.PREDICATE_ANNOTATION, type),
                Optional.empty(),
                Optional.empty());
        return CosignManifests.add(
                source, CosignFormat.attestationTag(source.image().digest()), layer, json);
    }

    private static ImmureException refused(String type, String why, String remedy) {
        return new ImmureException(
                new Fault(AttestationFault.PREDICATE_TYPE, "cannot attest a statement of type", type, why, remedy));
    }
}
