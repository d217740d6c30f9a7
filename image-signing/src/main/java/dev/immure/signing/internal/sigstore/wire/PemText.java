package dev.immure.signing.internal.sigstore.wire;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of PEM (RFC 7468), as Rekor writes keys and certificates into entries.
 *
 * @param label {@code CERTIFICATE}, {@code PUBLIC KEY} …
 */
public record PemText(String label, Bytes der) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]{1,64})-----\n([A-Za-z0-9+/=\n]+)-----END ([A-Z ]{1,64})-----\n?");

    /** @param max bytes of the content once decoded */
    public static PemText parse(String name, Bytes pem, int max) throws JsonException {
        String text = new String(pem.toArray(), StandardCharsets.ISO_8859_1);
        Matcher block = BLOCK.matcher(text);
        if (!block.matches() || !block.group(1).equals(block.group(3))) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not one block of PEM");
        }
        return new PemText(
                block.group(1), Base64Text.decode(name, block.group(2).replace("\n", ""), max));
    }
}
