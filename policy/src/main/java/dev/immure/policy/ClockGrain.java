package dev.immure.policy;

import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.Policy;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How finely a policy tells time. Everything of it that changes with time changes at midnight, UTC: its own days, those of
 * rules and of waivers; only rules that look at the clock can tell more. What it says to the same facts is the same for all
 * moments that it cannot tell apart.
 */
public enum ClockGrain {
    /** By the day, UTC. */
    DAY,
    /** By the hour. */
    HOUR,
    /** By the second: no two moments are the same to it. */
    EXACT;

    static ClockGrain of(Policy policy) {
        return policy.rules().stream()
                .flatMap(rule -> rule.branches().stream())
                .flatMap(branch -> branch.patterns())
                .filter(pattern -> pattern.type().type() == Clock.class)
                // Bound fields are among them, and what is not bound no other pattern can ask for.
                .flatMap(pattern -> pattern.mentioned().stream())
                .map(ClockGrain::of)
                .reduce(DAY, (one, other) -> one.compareTo(other) < 0 ? other : one);
    }

    private static ClockGrain of(FactField field) {
        return switch (field.name()) {
            case "date", "weekday" -> DAY;
            case "hour" -> HOUR;
            // A field that is not known here could tell anything.
            default -> EXACT;
        };
    }

    /** The first moment of those that the policy cannot tell from this one; empty when it can tell every one. */
    Optional<Clock> rounded(Clock clock) {
        return switch (this) {
            case DAY -> Optional.of(new Clock(clock.instant().truncatedTo(ChronoUnit.DAYS)));
            case HOUR -> Optional.of(new Clock(clock.instant().truncatedTo(ChronoUnit.HOURS)));
            case EXACT -> Optional.empty();
        };
    }
}
