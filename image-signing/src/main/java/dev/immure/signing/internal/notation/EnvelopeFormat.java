package dev.immure.signing.internal.notation;

import java.util.Optional;
import java.util.stream.Stream;

/** The two envelopes that the Notary specification knows. */
public enum EnvelopeFormat {
    /** Flattened JWS in JSON (RFC 7515, 7.2.2). */
    JWS("application/jose+json"),
    /** COSE_Sign1 with its tag (RFC 9052, 4.2). */
    COSE("application/cose");

    private final String mediaType;

    EnvelopeFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The format that a layer's media type names. */
    public static Optional<EnvelopeFormat> of(String mediaType) {
        return Stream.of(values())
                .filter(format -> format.mediaType.equals(mediaType))
                .findFirst();
    }

    public String mediaType() {
        return mediaType;
    }
}
