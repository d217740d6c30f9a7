package dev.immure.policy;

import dev.immure.policy.internal.model.Waiver;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A waiver of a policy, for people.
 *
 * @param about the rule or the code it is about, or both
 * @param scope such as {@code image registry.example/team/*, caller 1000}
 * @param granted first day, as written
 * @param expires last day, as written
 * @param source {@code file:line}
 */
public record PolicyWaiver(
        String name,
        String about,
        String scope,
        String reason,
        String owner,
        String granted,
        String expires,
        String source,
        WaiverState state,
        Optional<Long> daysLeft) {
    static PolicyWaiver of(Waiver waiver, Instant now) {
        return new PolicyWaiver(
                waiver.name(),
                (waiver.rule() + " " + waiver.code()).strip(),
                waiver.scope().toString(),
                waiver.reason(),
                waiver.owner(),
                waiver.granted(),
                waiver.expires(),
                waiver.at().toString(),
                state(waiver, now),
                waiver.lastDay().map(last -> ChronoUnit.DAYS.between(day(now), last)));
    }

    static WaiverState state(Waiver waiver, Instant now) {
        Optional<LocalDate> first = waiver.firstDay();
        Optional<LocalDate> last = waiver.lastDay();
        if (first.isEmpty() || last.isEmpty()) {
            return WaiverState.UNREADABLE_DATE;
        }
        LocalDate today = day(now);
        if (today.isBefore(first.get())) {
            return WaiverState.NOT_YET;
        }
        return today.isAfter(last.get()) ? WaiverState.EXPIRED : WaiverState.IN_FORCE;
    }

    private static LocalDate day(Instant now) {
        return now.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** Whether it lifts nothing any more after {@code days} days from now: one that has expired does not either. */
    public boolean expiresWithin(long days) {
        return switch (state) {
            case EXPIRED, UNREADABLE_DATE -> true;
            case IN_FORCE, NOT_YET -> daysLeft.filter(left -> left < days).isPresent();
        };
    }
}
