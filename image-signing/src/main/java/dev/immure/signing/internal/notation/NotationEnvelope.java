package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.x509.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A signature of Notation as it came: read, and nothing in it true yet. */
public final class NotationEnvelope {
    /** One with a long chain and a time stamp has about 20 KiB. */
    public static final int MAX_BYTES = 1 << 20;

    /** As many as a path may have; see {@link dev.immure.signing.internal.x509.CertificateChain}. */
    static final int MAX_CERTIFICATES = 8;

    private final Digest digest;
    private final SignedAttributes attributes;
    private final EnvelopeParts parts;
    private final NotationPayload payload;
    private final List<Certificate> certificates;

    private NotationEnvelope(Digest digest, SignedAttributes attributes, EnvelopeParts parts) {
        String on = digest.toString();
        this.digest = digest;
        this.attributes = attributes;
        this.parts = parts;
        this.certificates = parts.certificates().stream()
                .map(der -> Certificate.parse(der, on))
                .toList();
        this.payload = NotationPayload.parse(parts.payload(), on);
    }

    /**
     * Reads an envelope.
     *
     * @throws ImmureException with a {@link NotationFault}, or the fault of a certificate in it
     */
    public static NotationEnvelope parse(byte[] envelope, EnvelopeFormat format) {
        if (envelope.length > MAX_BYTES) {
            throw NotationFaults.malformed(
                    NotationFault.LIMIT,
                    format.mediaType(),
                    "it has " + envelope.length + " bytes, the limit is " + MAX_BYTES);
        }
        Digest digest = Digest.of(envelope);
        String on = digest.toString();
        EnvelopeParts parts = switch (format) {
            case JWS -> JwsEnvelope.read(envelope, on);
            case COSE -> CoseEnvelope.read(envelope, on);
        };
        SignedAttributes attributes = SignedAttributes.of(parts.header(), on);
        int count = parts.certificates().size();
        if (count == 0) {
            throw NotationFaults.malformed(NotationFault.ENVELOPE, on, "it comes without its signer's certificate");
        }
        if (count > MAX_CERTIFICATES) {
            throw NotationFaults.malformed(
                    NotationFault.LIMIT, on, "it has " + count + " certificates, the limit is " + MAX_CERTIFICATES);
        }
        return new NotationEnvelope(digest, attributes, parts);
    }

    /** SHA-256 of the envelope. */
    public Digest digest() {
        return digest;
    }

    /** The artifact that it claims to be about, with the annotations that the signer gave it. */
    public Descriptor target() {
        return payload.target();
    }

    /** Digest of the signed payload. */
    public Digest payloadDigest() {
        return Digest.of(parts.payload());
    }

    public SigningScheme scheme() {
        return attributes.scheme();
    }

    Instant signingTime() {
        return attributes.signingTime();
    }

    Optional<Instant> expiry() {
        return attributes.expiry();
    }

    SignatureAlgorithm algorithm() {
        return parts.algorithm();
    }

    /** As they stand there: leaf first, if it is as it should be. */
    public List<Certificate> certificates() {
        return certificates;
    }

    byte[] signedBytes() {
        return parts.signedBytes();
    }

    byte[] signature() {
        return parts.signature();
    }

    Optional<byte[]> timestamp() {
        return parts.timestamp();
    }
}
