package dev.immure.policy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The moment of the decision. One per decision, given by the caller: rules have no other clock. They see
 * {@code epochSeconds}, {@code date}, {@code weekday} and {@code hour}, all in UTC.
 */
public record Clock(Instant instant) {
    /** Seconds since 1970-01-01T00:00:00Z. */
    public long epochSeconds() {
        return instant.getEpochSecond();
    }

    /** {@code 2026-11-23}. */
    public String date() {
        return utc().toLocalDate().toString();
    }

    /** {@code MONDAY} to {@code SUNDAY}. */
    public String weekday() {
        return utc().getDayOfWeek().name();
    }

    /** 0 to 23. */
    public long hour() {
        return utc().getHour();
    }

    private OffsetDateTime utc() {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
