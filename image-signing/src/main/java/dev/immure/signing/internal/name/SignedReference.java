package dev.immure.signing.internal.name;

import dev.immure.core.image.Digest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code docker-reference} of a signed statement: a repository, and what the signer added. cosign writes the
 * repository alone unless it is told otherwise.
 *
 * @param text as signed
 */
public record SignedReference(String text, RepositoryName repository, Optional<String> tag, Optional<Digest> digest) {
    // The tag's colon comes after the last slash; a colon before it belongs to a port.
    private static final Pattern REFERENCE = Pattern.compile(
            "(?<name>[^@]*?)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?");
    private static final int LENGTH = 512;

    public static Optional<SignedReference> parse(String text) {
        if (text.length() > LENGTH) {
            return Optional.empty();
        }
        Matcher parts = REFERENCE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return RepositoryName.parse(parts.group("name"))
                .map(name -> new SignedReference(
                        text,
                        name,
                        Optional.ofNullable(parts.group("tag")),
                        Optional.ofNullable(parts.group("digest")).map(Digest::parse)));
    }
}
