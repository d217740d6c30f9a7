package dev.immure.policy.internal.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What {@code policy.yaml} says beside parameters.
 *
 * @param name of the policy, as its bundle has it; empty when it has none
 * @param version rises with each change that is published; 0 when it is not said
 * @param description for people; may be empty
 * @param notBefore from 00:00 UTC of this day
 * @param notAfter to the end of this day, UTC
 * @param minimumEngine {@code 1.2.3}; empty for any
 * @param base policy of Immure's own whose rules and parameters come first; empty for none
 * @param maximalWaiverDays most days that a waiver may hold, the first and the last included; at least 0
 */
public record Manifest(
        String name,
        long version,
        String description,
        Optional<LocalDate> notBefore,
        Optional<LocalDate> notAfter,
        String minimumEngine,
        String base,
        long maximalWaiverDays) {
    /** A quarter of a year: long enough to mend things, short enough to be asked again. */
    public static final long WAIVER_DAYS = 92;

    public static final Manifest NONE =
            new Manifest("", 0, "", Optional.empty(), Optional.empty(), "", "", WAIVER_DAYS);

    /** Whether the moment is within the days that are given, each of them included. */
    public static boolean isWithin(Optional<LocalDate> notBefore, Optional<LocalDate> notAfter, Instant now) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        return notBefore.filter(today::isBefore).isEmpty()
                && notAfter.filter(today::isAfter).isEmpty();
    }
}
