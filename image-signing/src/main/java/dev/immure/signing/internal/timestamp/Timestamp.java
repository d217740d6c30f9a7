package dev.immure.signing.internal.timestamp;

import dev.immure.signing.internal.x509.CertificateChain;
import java.time.Duration;
import java.time.Instant;

/**
 * A time stamp that holds: something existed at this moment, says an authority that is trusted.
 *
 * @param at the moment, as the authority tells it
 * @param accuracy how far the moment may be off, to either side; zero where nothing is said
 * @param authority the chain of the authority's certificate, which held at that moment
 */
public record Timestamp(Instant at, Duration accuracy, CertificateChain authority) {
    public Instant earliest() {
        return at.minus(accuracy);
    }

    public Instant latest() {
        return at.plus(accuracy);
    }
}
