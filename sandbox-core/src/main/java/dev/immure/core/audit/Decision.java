package dev.immure.core.audit;

import java.util.Locale;

/** What the policy decision point said (XACML 3.0, section 7.18, without the two in between: Immure refuses there). */
public enum Decision {
    PERMIT,
    DENY;

    /** As in receipts and records: {@code permit}, {@code deny}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
