package dev.immure.policy;

import dev.immure.core.image.Digest;
import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.Manifest;
import dev.immure.policy.internal.model.Policy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * What must be known of a policy to find an answer that it gave before, and no rule of it.
 *
 * @param digest SHA-256 of its canonical form
 * @param notBefore it holds from 00:00 UTC of this day
 * @param notAfter it holds to the end of this day, UTC
 * @param grain how finely it tells time
 */
public record PolicyOutline(
        Digest digest, Optional<LocalDate> notBefore, Optional<LocalDate> notAfter, ClockGrain grain) {
    public PolicyOutline {
        Objects.requireNonNull(digest, "digest is null");
        Objects.requireNonNull(notBefore, "notBefore is null");
        Objects.requireNonNull(notAfter, "notAfter is null");
        Objects.requireNonNull(grain, "grain is null");
    }

    public static PolicyOutline of(Policy policy) {
        return new PolicyOutline(
                Digest.of(CanonicalJson.of(policy)),
                policy.manifest().notBefore(),
                policy.manifest().notAfter(),
                ClockGrain.of(policy));
    }

    /** Of rules that hold at any time, and of which nothing is remembered. */
    static PolicyOutline unbounded(Digest digest) {
        return new PolicyOutline(digest, Optional.empty(), Optional.empty(), ClockGrain.EXACT);
    }

    /** Whether the moment is within the days of the policy. */
    boolean isValid(Instant now) {
        return Manifest.isWithin(notBefore, notAfter, now);
    }
}
