package dev.immure.policy.bundle;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The days on which a bundle may be used, in UTC.
 *
 * @param notBefore from 00:00 of this day; no later than {@code notAfter}
 * @param notAfter to the end of this day
 */
public record BundleWindow(Optional<LocalDate> notBefore, Optional<LocalDate> notAfter) {
    public BundleWindow {
        if (notBefore.isPresent() && notAfter.isPresent() && notBefore.get().isAfter(notAfter.get())) {
            throw new IllegalArgumentException(
                    "it ends on " + notAfter.get() + ", before it begins on " + notBefore.get());
        }
    }

    /** @throws dev.immure.core.ImmureException with NOT_YET or EXPIRED */
    void require(Instant now, String on) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        if (notBefore.filter(today::isBefore).isPresent()) {
            throw BundleFault.NOT_YET.refuse(
                    on, "it is valid from " + notBefore.get() + ", and the clock of this host says " + today);
        }
        if (notAfter.filter(today::isAfter).isPresent()) {
            throw BundleFault.EXPIRED.refuse(
                    on, "it was valid to the end of " + notAfter.get() + ", and the clock of this host says " + today);
        }
    }
}
