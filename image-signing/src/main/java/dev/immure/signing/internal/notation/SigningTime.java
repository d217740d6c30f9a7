package dev.immure.signing.internal.notation;

import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.internal.timestamp.Timestamp;
import java.time.Instant;
import java.util.Optional;

/**
 * When a signature was made.
 *
 * @param time by a trusted authority's word, else the time of verification
 * @param vouched the last moment at which it can have been made, where somebody vouches for one
 * @param stamp the time stamp, where there is one that holds
 */
record SigningTime(TrustedTime time, Optional<Instant> vouched, Optional<Timestamp> stamp) {
    /** Nobody vouches for any time. */
    static SigningTime unknown(TrustedTime now) {
        return new SigningTime(now, Optional.empty(), Optional.empty());
    }
}
