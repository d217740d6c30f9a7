package dev.immure.signing.internal.notation;

import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a validation that fails. */
public enum Enforcement {
    /** The signature does not count. */
    ENFORCE("enforce"),
    /** It counts, and the check says that it failed. */
    LOG("log"),
    /** Not made at all, and the check says so; only of revocation. */
    SKIP("skip");

    private final String label;

    Enforcement(String label) {
        this.label = label;
    }

    public static Optional<Enforcement> of(String label) {
        return Stream.of(values())
                .filter(enforcement -> enforcement.label.equals(label))
                .findFirst();
    }

    public String label() {
        return label;
    }
}
