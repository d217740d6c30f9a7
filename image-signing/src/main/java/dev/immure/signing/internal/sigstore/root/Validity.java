package dev.immure.signing.internal.sigstore.root;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * When a key or certificate authority of the trusted root counts (protobuf-specs, sigstore_common.proto, TimeRange).
 *
 * @param start the first moment
 * @param end the last moment, itself included; empty when it still counts
 */
public record Validity(Instant start, Optional<Instant> end) {
    public Validity {
        Objects.requireNonNull(start, "start is null");
        Objects.requireNonNull(end, "end is null");
    }

    public boolean covers(Instant time) {
        return !time.isBefore(start) && end.filter(time::isAfter).isEmpty();
    }

    @Override
    public String toString() {
        return "from " + start + end.map(last -> " to " + last).orElse("");
    }
}
