package dev.immure.signing;

import dev.immure.signing.internal.name.RepositoryName;
import java.util.Optional;

/**
 * The image names that a rule is for: {@code *} all; {@code registry.example/team/*} all below that path, whole parts
 * only; {@code registry.example/team/app} that one.
 *
 * @param text in its one spelling
 */
public record TrustScope(String text) {
    private static final String ALL = "*";
    private static final String BELOW = "/*";
    /** Any part that can follow a prefix: with it a prefix is a name, and one grammar serves both. */
    private static final String PART = "/x";

    public TrustScope {
        text = canonical(text).orElseThrow(() -> new IllegalArgumentException("this is not a scope"));
    }

    static Optional<TrustScope> parse(String text) {
        return canonical(text).map(TrustScope::new);
    }

    /** Of two scopes that cover a name, the one with the higher number is the more specific. */
    int specificity() {
        if (text.equals(ALL)) {
            return 0;
        }
        return isBelow(text) ? text.length() : Integer.MAX_VALUE;
    }

    boolean isAll() {
        return text.equals(ALL);
    }

    boolean covers(RepositoryName name) {
        if (text.equals(ALL)) {
            return true;
        }
        // The slash stays in the comparison: team-evil/app is not below team.
        return isBelow(text)
                ? name.value().startsWith(text.substring(0, text.length() - 1))
                : name.value().equals(text);
    }

    private static Optional<String> canonical(String text) {
        if (text.equals(ALL)) {
            return Optional.of(text);
        }
        return isBelow(text)
                ? RepositoryName.parse(swapEnd(text, BELOW, PART)).map(name -> swapEnd(name.value(), PART, BELOW))
                : RepositoryName.parse(text).map(RepositoryName::value);
    }

    private static String swapEnd(String text, String end, String other) {
        return text.substring(0, text.length() - end.length()) + other;
    }

    private static boolean isBelow(String text) {
        return text.endsWith(BELOW);
    }

    @Override
    public String toString() {
        return text;
    }
}
