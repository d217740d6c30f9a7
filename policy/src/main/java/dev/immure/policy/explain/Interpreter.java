package dev.immure.policy.explain;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy as its guide does: for every element of an alternative in turn, every fact in turn. Knows nothing of
 * Drools, so that it can tell what Drools does not, why a rule did not fire; a test holds the two against each other.
 */
public final class Interpreter {
    private final Map<Class<?>, List<Object>> facts = new HashMap<>();

    /** @param facts all that rules can see */
    public Interpreter(Collection<?> facts) {
        facts.forEach(fact -> this.facts
                .computeIfAbsent(fact.getClass(), type -> new ArrayList<>())
                .add(fact));
    }

    /**
     * The ways in which one alternative of a rule matches; dates at which the rule is in force are not looked at.
     *
     * @return for each the facts by slot; facts inside {@code not} and {@code exists} are not among them
     */
    public List<Map<Integer, Object>> matches(Branch branch) {
        return walk(branch).matches;
    }

    /** Whether any alternative of the rule matches. */
    boolean matches(Rule rule) {
        return rule.branches().stream().anyMatch(branch -> !matches(branch).isEmpty());
    }

    /**
     * How far the best attempt at an alternative came.
     *
     * @throws IllegalStateException when the alternative matches
     */
    Stop furthest(Branch branch) {
        Walk walk = walk(branch);
        if (walk.furthest == null) {
            throw new IllegalStateException("it matches");
        }
        return walk.furthest;
    }

    List<Object> of(FactType type) {
        return facts.getOrDefault(type.type(), List.of());
    }

    private Walk walk(Branch branch) {
        Walk walk = new Walk(branch);
        walk.from(branch.elements(), 0);
        return walk;
    }

    /** One walk through all combinations, depth first; each slot holds the fact that is tried in it. */
    private final class Walk {
        private final List<Map<Integer, Object>> matches = new ArrayList<>();
        private final @Nullable Object[] tried;
        private final List<Pattern> positive;
        private @Nullable Stop furthest;

        Walk(Branch branch) {
            tried = new @Nullable Object[(int) branch.patterns().count()];
            positive = branch.matched().toList();
        }

        private void from(List<Element> elements, int next) {
            if (next == elements.size()) {
                matches.add(bound(positive));
                return;
            }
            switch (elements.get(next)) {
                case Element.Match match ->
                    each(match.pattern(), next, 0, () -> {
                        from(elements, next + 1);
                        return false;
                    });
                case Element.Absent absent -> {
                    if (some(absent.patterns(), next, 0, Report.NOTHING)) {
                        List<Pattern> unwanted = absent.patterns();
                        stop(next, unwanted.size(), 0, () -> new Stop.Hindered(next, unwanted, bound(unwanted)));
                    } else {
                        from(elements, next + 1);
                    }
                }
                case Element.Present present -> {
                    if (some(present.patterns(), next, 0, Report.STOPS)) {
                        from(elements, next + 1);
                    }
                }
            }
        }

        /** Whether some combination satisfies the patterns from {@code k} on; leaves it in the slots. */
        private boolean some(List<Pattern> patterns, int element, int k, Report report) {
            return k == patterns.size()
                    || each(patterns.get(k), element, k, report, () -> some(patterns, element, k + 1, report));
        }

        private boolean each(Pattern pattern, int element, int k, Attempt then) {
            return each(pattern, element, k, Report.STOPS, then);
        }

        private boolean each(Pattern pattern, int element, int k, Report report, Attempt then) {
            List<Object> candidates = of(pattern.type());
            if (candidates.isEmpty() && report == Report.STOPS) {
                stop(element, k, -1, () -> new Stop.NoFact(element, k, pattern));
            }
            for (Object fact : candidates) {
                tried[pattern.slot()] = fact;
                int failed = firstFailed(pattern);
                if (failed < 0) {
                    if (then.succeeds()) {
                        return true;
                    }
                } else if (report == Report.STOPS) {
                    stop(element, k, failed, () -> new Stop.Failed(element, k, pattern, failed, bound()));
                }
            }
            return false;
        }

        /** Index of the first condition that does not hold; negative when all do. */
        private int firstFailed(Pattern pattern) {
            List<Condition> conditions = pattern.conditions();
            for (int i = 0; i < conditions.size(); i++) {
                if (!conditions.get(i).holds(pattern.slot(), tried)) {
                    return i;
                }
            }
            return -1;
        }

        private void stop(int element, int pattern, int passed, Supplier<Stop> stop) {
            if (furthest == null || furthest.isBehind(element, pattern, passed)) {
                furthest = stop.get();
            }
        }

        private Map<Integer, Object> bound(List<Pattern> patterns) {
            Map<Integer, Object> bound = new TreeMap<>();
            for (Pattern pattern : patterns) {
                Object fact = tried[pattern.slot()];
                if (fact != null) {
                    bound.put(pattern.slot(), fact);
                }
            }
            return bound;
        }

        /** All slots; those behind the pattern that is tried may hold facts of an attempt before. */
        private Map<Integer, Object> bound() {
            Map<Integer, Object> bound = new TreeMap<>();
            for (int slot = 0; slot < tried.length; slot++) {
                Object fact = tried[slot];
                if (fact != null) {
                    bound.put(slot, fact);
                }
            }
            return bound;
        }
    }

    /** Whether an attempt that fails is told: inside {@code not} failing is what is wanted. */
    private enum Report {
        STOPS,
        NOTHING
    }

    /** What follows once a pattern is satisfied; true ends the search. */
    private interface Attempt {
        boolean succeeds();
    }
}
