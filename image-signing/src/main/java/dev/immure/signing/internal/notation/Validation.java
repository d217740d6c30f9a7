package dev.immure.signing.internal.notation;

import java.util.Optional;
import java.util.stream.Stream;

/** A validation that a level may log instead of enforcing it. Integrity is none: it is always enforced. */
public enum Validation {
    AUTHENTICITY("authenticity"),
    AUTHENTIC_TIMESTAMP("authenticTimestamp"),
    EXPIRY("expiry"),
    REVOCATION("revocation");

    private final String label;

    Validation(String label) {
        this.label = label;
    }

    /** By its name in Notation's trust policy. */
    public static Optional<Validation> of(String label) {
        return Stream.of(values())
                .filter(validation -> validation.label.equals(label))
                .findFirst();
    }

    public String label() {
        return label;
    }
}
