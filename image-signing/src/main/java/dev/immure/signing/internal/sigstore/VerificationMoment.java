package dev.immure.signing.internal.sigstore;

import dev.immure.signing.check.TrustedTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The moment of verification.
 *
 * @param given by whoever verifies; the clock's otherwise
 */
record VerificationMoment(Instant now, Optional<Instant> given) {
    /** How far the clocks of those who tell the time may be ahead of ours. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    static VerificationMoment of(Optional<Instant> given, Clock clock) {
        return new VerificationMoment(given.orElseGet(clock::instant), given);
    }

    /** The last moment at which a signature can have been made. */
    Instant latest() {
        return now.plus(TOLERANCE);
    }

    TrustedTime asTime() {
        return new TrustedTime(now, given.isPresent() ? TrustedTime.Source.GIVEN : TrustedTime.Source.CLOCK);
    }

    /** The first of the times, or now when there is none. */
    TrustedTime earliest(List<TrustedTime> times) {
        return times.stream().min(Comparator.comparing(TrustedTime::at)).orElseGet(this::asTime);
    }
}
