package dev.immure.policy.internal.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/** Days as policies write them. */
public final class Days {
    private static final int LENGTH = "2026-11-23".length();

    private Days() {}

    /** A day such as {@code 2026-11-23}; empty for anything else, years beyond 9999 included. */
    public static Optional<LocalDate> read(String text) {
        try {
            return text.length() == LENGTH ? Optional.of(LocalDate.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
