package dev.immure.signing.internal.notation;

import java.util.Base64;
import java.util.Optional;

/** Base64 in its one spelling (RFC 4648, 3.5): the JDK's decoder takes missing padding and stray low bits. */
final class StrictBase64 {
    private StrictBase64() {}

    static Optional<byte[]> decode(String text) {
        return decode(text, Base64.getDecoder(), Base64.getEncoder());
    }

    /** The alphabet for URLs, without padding (RFC 7515, 2). */
    static Optional<byte[]> decodeUrl(String text) {
        return decode(text, Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
    }

    private static Optional<byte[]> decode(String text, Base64.Decoder decoder, Base64.Encoder encoder) {
        try {
            byte[] decoded = decoder.decode(text);
            return encoder.encodeToString(decoded).equals(text) ? Optional.of(decoded) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
