package dev.immure.signing;

import dev.immure.signing.check.TrustedTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

/**
 * What time it is for a verification.
 *
 * @param given the moment that whoever verifies asks about: for tests, and to find out what held then
 * @param clock what this machine says
 */
public record VerificationTime(Optional<Instant> given, Instant clock) {
    public VerificationTime {
        Objects.requireNonNull(given, "given is null");
        Objects.requireNonNull(clock, "clock is null");
    }

    /** By the clock of this machine. */
    public static VerificationTime now() {
        return new VerificationTime(Optional.empty(), Clock.systemUTC().instant());
    }

    /** As if it were then. */
    public static VerificationTime at(Instant moment) {
        return new VerificationTime(Optional.of(moment), Clock.systemUTC().instant());
    }

    /** The clock of this machine as it stood when the verification began. */
    Clock asClock() {
        return Clock.fixed(clock, ZoneOffset.UTC);
    }

    /** The moment that counts where nobody else vouches for one. */
    public TrustedTime current() {
        return given.map(moment -> new TrustedTime(moment, TrustedTime.Source.GIVEN))
                .orElseGet(() -> new TrustedTime(clock, TrustedTime.Source.CLOCK));
    }
}
