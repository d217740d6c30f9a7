package dev.immure.policy.lint;

import dev.immure.policy.internal.model.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What follows from the conditions of rules. */
final class Conclusions {
    private final Map<String, List<Reach>> reaches = new HashMap<>();

    private List<Reach> of(Rule rule) {
        return reaches.computeIfAbsent(
                rule.name(), name -> rule.branches().stream().map(Reach::new).toList());
    }

    boolean isImpossible(Rule rule) {
        return of(rule).stream().allMatch(Reach::isImpossible);
    }

    /** Whether {@code other} fires whenever {@code rule} does, on every day. */
    boolean implies(Rule rule, Rule other) {
        return lasts(/* rule= */ other, /* other= */ rule)
                && of(rule).stream()
                        .allMatch(mine ->
                                mine.isImpossible() || of(other).stream().anyMatch(mine::implies));
    }

    /** Whether {@code rule} is in force whenever {@code other} is. */
    private static boolean lasts(Rule rule, Rule other) {
        boolean begins = rule.inForce()
                .effective()
                .map(day -> other.inForce()
                        .effective()
                        .map(late -> !late.isBefore(day))
                        .orElse(false))
                .orElse(true);
        boolean ends = rule.inForce()
                .expires()
                .map(day -> other.inForce()
                        .expires()
                        .map(early -> !early.isAfter(day))
                        .orElse(false))
                .orElse(true);
        return begins && ends;
    }
}
