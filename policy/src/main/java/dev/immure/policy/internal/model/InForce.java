package dev.immure.policy.internal.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When a rule is in force ({@code date-effective}, {@code date-expires}): from 00:00 UTC of the first day, and until
 * 00:00 UTC of the day it expires.
 */
public record InForce(Optional<LocalDate> effective, Optional<LocalDate> expires) {
    public static final InForce ALWAYS = new InForce(Optional.empty(), Optional.empty());

    public boolean at(Instant now) {
        return effective.map(day -> !now.isBefore(midnight(day))).orElse(true)
                && expires.map(day -> now.isBefore(midnight(day))).orElse(true);
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
