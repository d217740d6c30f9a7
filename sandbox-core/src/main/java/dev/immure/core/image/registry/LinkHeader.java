package dev.immure.core.image.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header by which a list says where its next page is (RFC 8288; distribution-spec, "Listing Referrers"). */
public final class LinkHeader {
    static final int MAX_LENGTH = 4096;

    /** The only form that registries use: one link, and the one relation. */
    private static final Pattern NEXT =
            Pattern.compile("<([\\x21-\\x3b\\x3d\\x3f-\\x7e]++)> *; *rel=(?:\"next\"|next)");

    private LinkHeader() {}

    /** The target, as it stands there; empty when the header is of another form. */
    public static Optional<String> next(String header) {
        if (header.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = NEXT.matcher(header);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
