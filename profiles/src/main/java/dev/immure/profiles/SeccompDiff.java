package dev.immure.profiles;

import dev.immure.core.runtime.ArgumentComparison;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SystemCallTable;
import dev.immure.profiles.ProfileDiff.Change;
import dev.immure.profiles.ProfileDiff.Direction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what two profiles say about each system call. Where arguments decide, both are asked about the arguments at
 * which one of their rules changes its mind: the values compared, their neighbours, and each with one bit changed.
 */
final class SeccompDiff {
    private SeccompDiff() {}

    static List<Change> of(String area, SeccompProfile first, SeccompProfile second) {
        List<Change> changes = new ArrayList<>();
        SystemCallTable.all().forEach((number, name) -> {
            List<SeccompRule> from = rules(first, name);
            List<SeccompRule> to = rules(second, name);
            Set<Direction> directions = directions(first, second, number, vectors(from, to));
            if (!directions.isEmpty()) {
                Direction direction =
                        directions.size() == 1 ? directions.iterator().next() : Direction.DIFFERENT;
                changes.add(new Change(
                        area, name, direction, show(from, first.defaultAction()), show(to, second.defaultAction())));
            }
        });
        if (!first.unknownAction().equals(second.unknownAction())) {
            changes.add(new Change(
                    area,
                    "newer calls",
                    Direction.DIFFERENT,
                    first.unknownAction().toString(),
                    second.unknownAction().toString()));
        }
        return changes;
    }

    /** A change of the error alone counts only where nothing else has changed. */
    private static Set<Direction> directions(
            SeccompProfile first, SeccompProfile second, int number, List<long[]> vectors) {
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        for (long[] registers : vectors) {
            SeccompAction from = first.actionFor(number, registers);
            SeccompAction to = second.actionFor(number, registers);
            if (!from.equals(to)) {
                directions.add(ProfileDiff.direction(from, to));
            }
        }
        if (directions.size() > 1) {
            directions.remove(Direction.DIFFERENT);
        }
        return directions;
    }

    private static List<SeccompRule> rules(SeccompProfile profile, String name) {
        return profile.rules().stream()
                .filter(rule -> rule.names().contains(name))
                .toList();
    }

    private static List<long[]> vectors(List<SeccompRule> from, List<SeccompRule> to) {
        List<long[]> vectors = new ArrayList<>();
        vectors.add(new long[6]);
        vectors.add(new long[] {-1, -1, -1, -1, -1, -1});
        Stream.concat(from.stream(), to.stream()).forEach(rule -> {
            long[] meets = new long[6];
            rule.arguments().forEach(argument -> meets[argument.index()] = argument.value());
            vectors.add(meets);
            for (ArgumentComparison argument : rule.arguments()) {
                vectors.add(with(meets, argument.index(), argument.value() + 1));
                vectors.add(with(meets, argument.index(), argument.value() - 1));
                for (int bit = 0; bit < 64; bit++) {
                    vectors.add(with(meets, argument.index(), argument.value() ^ (1L << bit)));
                }
            }
        });
        return vectors;
    }

    private static long[] with(long[] registers, int index, long value) {
        long[] changed = registers.clone();
        changed[index] = value;
        return changed;
    }

    /** The rules for one call in short: {@code ALLOW}, or {@code ALLOW when …, else ERRNO(1)}. */
    private static String show(List<SeccompRule> rules, SeccompAction defaultAction) {
        List<String> parts = new ArrayList<>();
        for (SeccompRule rule : rules) {
            if (rule.arguments().isEmpty()) {
                parts.add(rule.action().toString());
                return String.join(", else ", parts);
            }
            parts.add(rule.action() + " when "
                    + rule.arguments().stream()
                            .map(ArgumentComparison::toString)
                            .collect(Collectors.joining(" and ")));
        }
        parts.add(defaultAction.toString());
        return String.join(", else ", parts);
    }
}
