package dev.immure.policy.explain;

import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.policy.Clock;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Moments at which a policy might say something else: those that its conditions name, and the dates of its rules. */
final class Moments {
    private static final List<String> PATH = List.of("clock", "instant");
    private static final int LAST_HOUR = 23;

    private final OffsetDateTime now;
    private final Set<Instant> moments = new TreeSet<>();

    private Moments(Clock clock) {
        now = clock.instant().atOffset(ZoneOffset.UTC);
    }

    static List<Candidate> of(Policy policy, Hints hints, Clock clock) {
        Moments moments = new Moments(clock);
        policy.rules().forEach(moments::dates);
        hints.values().forEach((use, values) -> {
            if (use.type().name().equals("Clock")) {
                values.forEach(value -> moments.field(use.access().field().name(), value));
            }
        });
        moments.moments.remove(clock.instant());
        return moments.candidates();
    }

    private void dates(Rule rule) {
        rule.inForce().effective().ifPresent(this::midnight);
        rule.inForce().expires().ifPresent(this::midnight);
    }

    /** The midnight at which something begins, and the second before it. */
    private void midnight(LocalDate day) {
        Instant first = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        moments.add(first);
        moments.add(first.minusSeconds(1));
    }

    private void field(String name, Object value) {
        try {
            switch (name) {
                case "epochSeconds" -> seconds((Long) value);
                case "hour" -> hours((Long) value);
                case "weekday" -> weekday(DayOfWeek.valueOf((String) value));
                case "date" -> midnight(LocalDate.parse((String) value));
                default -> {
                    // A field whose values name no moment.
                }
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            // A literal that no clock ever shows, such as "SOMEDAY": no moment goes with it.
        }
    }

    private void seconds(long literal) {
        for (long step = -1; step <= 1; step++) {
            moments.add(Instant.ofEpochSecond(literal + step));
        }
    }

    private void hours(long literal) {
        for (long hour = literal - 1; hour <= literal + 1; hour++) {
            if (hour >= 0 && hour <= LAST_HOUR) {
                moments.add(now.withHour((int) hour).toInstant());
            }
        }
    }

    private void weekday(DayOfWeek day) {
        moments.add(now.with(TemporalAdjusters.nextOrSame(day)).toInstant());
        moments.add(now.with(TemporalAdjusters.next(day.plus(1))).toInstant());
    }

    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        for (Instant moment : moments) {
            double seconds = Math.abs((double) moment.getEpochSecond() - now.toEpochSecond());
            candidates.add(new Candidate.OfFacts(
                    FactPlace.CLOCK,
                    Change.Kind.SET,
                    List.of(Edit.set(PATH, new JsonString(moment.toString()))),
                    seconds));
        }
        return candidates;
    }
}
