package dev.immure.signing.internal.sigstore.fulcio;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigstoreFault;
import java.util.Objects;

/** What a name in a certificate must be. */
public sealed interface TextRule {
    boolean matches(String text);

    /** Exactly this, character by character: no case is folded, nothing trimmed. */
    record Exact(String value) implements TextRule {
        public Exact {
            Objects.requireNonNull(value, "value is null");
            if (value.isEmpty()) {
                throw fault(value, "it is empty");
            }
        }

        @Override
        public boolean matches(String text) {
            return text.equals(value);
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /**
     * A regular expression that says so much of the whole name: {@code ^…$}. One without anchors lets
     * {@code https://host/org-evil} pass for {@code https://host/org}, and an alternative outside of parentheses lets go
     * of one anchor in each of its halves. The language is RE2's, as with cosign: who gets a certificate chooses the name
     * in it, and a matcher that backtracks may take exponential time over one (CWE-1333); this one's work is linear.
     */
    record Matching(Pattern pattern) implements TextRule {
        private static final int MAX_LENGTH = 1024;

        public static Matching of(String regex) {
            if (regex.length() > MAX_LENGTH) {
                throw fault(regex.substring(0, 64) + "…", "it is longer than " + MAX_LENGTH + " characters");
            }
            if (!Anchors.hold(regex)) {
                throw fault(regex, "it is not anchored: it is to be ^…$, with alternatives in parentheses");
            }
            try {
                return new Matching(Pattern.compile(regex));
            } catch (PatternSyntaxException e) {
                throw fault(regex, e.getDescription());
            }
        }

        @Override
        public boolean matches(String text) {
            return pattern.matches(text);
        }

        @Override
        public String toString() {
            return pattern.pattern();
        }
    }

    private static ImmureException fault(String on, String why) {
        return new ImmureException(new Fault(
                SigstoreFault.IDENTITY_RULE,
                "cannot use rule for identities",
                on,
                why,
                "Give the exact name, or an expression such as ^https://github\\.com/org/.*$"));
    }
}
