package dev.immure.signing;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * From when until when something counts, both ends included; an end that is not given is open.
 *
 * @param until not before {@code from}
 */
public record Validity(Optional<Instant> from, Optional<Instant> until) {
    public static final Validity ALWAYS = new Validity(Optional.empty(), Optional.empty());

    public Validity {
        Objects.requireNonNull(from, "from is null");
        Objects.requireNonNull(until, "until is null");
        if (from.isPresent() && until.isPresent() && until.get().isBefore(from.get())) {
            throw new IllegalArgumentException("the end is before the beginning");
        }
    }

    boolean isBounded() {
        return from.isPresent() || until.isPresent();
    }

    boolean covers(Instant moment) {
        return from.filter(moment::isBefore).isEmpty()
                && until.filter(moment::isAfter).isEmpty();
    }

    @Override
    public String toString() {
        return from.map(Instant::toString).orElse("…") + " to "
                + until.map(Instant::toString).orElse("…");
    }
}
