package dev.immure.signing.internal.notation;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A named store of Notation: {@code ca:acme}.
 *
 * @param type {@code ca}, {@code signingAuthority} or {@code tsa}: the directory in which it lies
 */
public record TrustStoreName(String type, String name) {
    /** The name becomes a part of a path, so neither it nor anything in it may be one. */
    private static final Pattern FORM =
            Pattern.compile("(ca|signingAuthority|tsa):([A-Za-z0-9_-][A-Za-z0-9_.-]{0,127})");

    public TrustStoreName {
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(name, "name is null");
    }

    static Optional<TrustStoreName> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new TrustStoreName(form.group(1), form.group(2))) : Optional.empty();
    }

    @Override
    public String toString() {
        return type + ":" + name;
    }
}
