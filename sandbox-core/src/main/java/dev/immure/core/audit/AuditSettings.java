package dev.immure.core.audit;

import java.util.Objects;

/**
 * How a log is kept.
 *
 * @param mask what of the facts is not written down
 */
public record AuditSettings(FactsMask mask) {
    /** Everything is kept, and kept as it is. */
    public static final AuditSettings DEFAULT = new AuditSettings(FactsMask.NONE);

    public AuditSettings {
        Objects.requireNonNull(mask, "mask is null");
    }
}
