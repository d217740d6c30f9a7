package dev.immure.signing.internal.sigstore.wire;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import java.util.Base64;

/** Base64 (RFC 4648, section 4) whose length is known before memory for it is taken. */
final class Base64Text {
    private Base64Text() {}

    /** @param max bytes once decoded */
    static Bytes decode(String name, String text, int max) throws JsonException {
        if (text.length() > 4L * ((max + 2L) / 3)) {
            throw new JsonException(Flaw.TOO_LARGE, "\"" + name + "\" has more than " + max + " bytes");
        }
        try {
            return Bytes.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not base64");
        }
    }
}
