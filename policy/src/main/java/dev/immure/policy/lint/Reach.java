package dev.immure.policy.lint;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.Pattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What must be so for one branch of a rule to match: of facts that there is one of, all conditions together; of others,
 * for each pattern that some fact satisfies it, or none.
 */
final class Reach {
    /** What the one fact of the type satisfies. */
    private final Map<FactType, Condition> single = new LinkedHashMap<>();

    private final List<Pattern> present = new ArrayList<>();
    private final List<Element.Absent> absent = new ArrayList<>();

    /** Whether everything is said here: no condition looks at two facts, no {@code not} at several. */
    private boolean complete = true;

    Reach(Branch branch) {
        for (Element element : branch.elements()) {
            switch (element) {
                case Element.Match match -> present(match.patterns());
                case Element.Present exists -> present(exists.patterns());
                case Element.Absent none -> absent(none);
            }
        }
    }

    private void present(List<Pattern> patterns) {
        for (Pattern pattern : patterns) {
            complete &= isClosed(pattern);
            if (pattern.type().most() == 1) {
                demand(pattern.type(), all(pattern));
            } else {
                present.add(pattern);
            }
        }
    }

    private void absent(Element.Absent none) {
        none.patterns().forEach(pattern -> complete &= isClosed(pattern));
        Pattern first = none.patterns().getFirst();
        if (none.patterns().size() == 1 && first.type().most() == 1) {
            demand(first.type(), new Condition.Negated(all(first)));
        } else {
            absent.add(none);
        }
    }

    private void demand(FactType type, Condition condition) {
        single.merge(type, condition, (one, other) -> new Condition.All(List.of(one, other)));
    }

    static Condition all(Pattern pattern) {
        return new Condition.All(pattern.conditions());
    }

    private static boolean isClosed(Pattern pattern) {
        Set<Integer> others = new HashSet<>();
        pattern.conditions().forEach(condition -> condition.references(others));
        return others.isEmpty();
    }

    /** Whether no facts can make the branch match. */
    boolean isImpossible() {
        return single.entrySet().stream().anyMatch(e -> Satisfiability.impossible(e.getKey(), e.getValue()))
                || present.stream().anyMatch(p -> Satisfiability.impossible(p.type(), all(p)))
                || absent.stream().anyMatch(this::deniesWhatIsThere);
    }

    private boolean deniesWhatIsThere(Element.Absent none) {
        return none.patterns().stream().allMatch(this::demands);
    }

    /** Whether this branch matches only when a fact satisfies the pattern. */
    private boolean demands(Pattern pattern) {
        if (!isClosed(pattern)) {
            return false;
        }
        return pattern.type().most() == 1
                ? implies(pattern.type(), singleOf(pattern.type()), all(pattern))
                : present.stream()
                        .filter(mine -> mine.type().equals(pattern.type()))
                        .anyMatch(mine -> implies(pattern.type(), all(mine), all(pattern)));
    }

    private Condition singleOf(FactType type) {
        return single.getOrDefault(type, new Condition.All(List.of()));
    }

    /** Whether this branch matches only when no fact satisfies all of the patterns. */
    private boolean excludes(Element.Absent none) {
        return none.patterns().stream()
                .anyMatch(pattern -> pattern.type().most() == 1
                        ? implies(pattern.type(), singleOf(pattern.type()), new Condition.Negated(all(pattern)))
                        : ownAbsent()
                                .anyMatch(mine -> mine.type().equals(pattern.type())
                                        && implies(pattern.type(), all(pattern), all(mine))));
    }

    private Stream<Pattern> ownAbsent() {
        return absent.stream()
                .filter(mine -> mine.patterns().size() == 1)
                .map(mine -> mine.patterns().getFirst())
                .filter(Reach::isClosed);
    }

    /** Whether the other branch matches whenever this one does. */
    boolean implies(Reach other) {
        return other.complete
                && other.single.entrySet().stream()
                        .allMatch(e -> implies(e.getKey(), singleOf(e.getKey()), e.getValue()))
                && other.present.stream().allMatch(this::demands)
                && other.absent.stream().allMatch(this::excludes);
    }

    /** Whether whatever satisfies the one condition satisfies the other. */
    private static boolean implies(FactType type, Condition one, Condition other) {
        return Satisfiability.impossible(type, new Condition.All(List.of(one, new Condition.Negated(other))));
    }
}
