package dev.immure.policy.test;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.explain.ConditionText;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts firings, and asks every comparison of every rule about the facts of every scenario. */
final class CoverageMeter {
    /** Slots of a branch. */
    private static final int SLOTS = 4;

    /** Combinations of facts that one comparison is asked about; enough to see both sides of any that has both. */
    private static final int MOST = 20_000;

    private final TestRun run;
    private final Map<Place, Sides> conditions = new LinkedHashMap<>();

    private CoverageMeter(TestRun run) {
        this.run = run;
    }

    private record Place(String rule, SourceLine at, String text) {}

    private static final class Sides {
        private boolean held;
        private boolean failed;
        private int asked;

        boolean isDone() {
            return (held && failed) || asked >= MOST;
        }
    }

    static Coverage of(TestRun run) {
        CoverageMeter meter = new CoverageMeter(run);
        List<Rule> own = TestRun.own(run.policy());
        Map<SortedMap<String, ParameterValue>, PolicyBundle> policies = new HashMap<>();
        List<List<Object>> facts = run.results().stream()
                .map(ScenarioResult::scenario)
                .map(scenario -> policies.computeIfAbsent(scenario.parameters(), run.policy()::withParameters)
                        .facts(scenario.input()))
                .toList();
        own.forEach(rule -> meter.rule(rule, facts));
        List<Coverage.OfRule> rules = own.stream().map(meter::fired).toList();
        List<Coverage.OfCondition> conditions = new ArrayList<>();
        meter.conditions.forEach((place, sides) -> conditions.add(
                new Coverage.OfCondition(place.rule(), place.at(), place.text(), sides.held, sides.failed)));
        return new Coverage(rules, conditions);
    }

    private Coverage.OfRule fired(Rule rule) {
        long fired = run.results().stream()
                .filter(result -> result.fired().contains(rule.name()))
                .count();
        return new Coverage.OfRule(rule.name(), rule.at(), fired);
    }

    private void rule(Rule rule, List<List<Object>> scenarios) {
        for (Branch branch : rule.branches()) {
            ConditionText text = new ConditionText(branch);
            branch.patterns().forEach(pattern -> {
                for (int i = 0; i < pattern.conditions().size(); i++) {
                    if (RuleMutations.isKey(pattern, pattern.conditions().get(i))) {
                        continue;
                    }
                    for (Condition.Comparison leaf : leaves(pattern.conditions().get(i))) {
                        Place place = new Place(rule.name(), pattern.lines().get(i), text.of(leaf));
                        Sides sides = conditions.computeIfAbsent(place, any -> new Sides());
                        scenarios.forEach(facts -> ask(branch, pattern, leaf, facts, sides));
                    }
                }
            });
        }
    }

    private static List<Condition.Comparison> leaves(Condition condition) {
        return switch (condition) {
            case Condition.All all ->
                all.terms().stream().flatMap(term -> leaves(term).stream()).toList();
            case Condition.Any any ->
                any.terms().stream().flatMap(term -> leaves(term).stream()).toList();
            case Condition.Negated negated -> leaves(negated.term());
            case Condition.Comparison comparison -> List.of(comparison);
        };
    }

    private static void ask(
            Branch branch, Pattern pattern, Condition.Comparison leaf, List<Object> facts, Sides sides) {
        if (sides.isDone()) {
            return;
        }
        Set<Integer> slots = new TreeSet<>();
        leaf.references(slots);
        slots.remove(pattern.slot());
        // A comparison refers to one other fact at most.
        int other = slots.stream().findFirst().orElse(pattern.slot());
        List<Object> others = branch.patterns()
                .filter(one -> one.slot() == other)
                .flatMap(one -> of(one, facts).stream())
                .toList();
        for (Object own : of(pattern, facts)) {
            for (Object second : other == pattern.slot() ? List.of(own) : others) {
                if (sides.isDone()) {
                    return;
                }
                @Nullable Object[] slotted = new @Nullable Object[SLOTS];
                slotted[other] = second;
                slotted[pattern.slot()] = own;
                sides.asked++;
                boolean holds = leaf.holds(pattern.slot(), slotted);
                sides.held |= holds;
                sides.failed |= !holds;
            }
        }
    }

    private static List<Object> of(Pattern pattern, List<Object> facts) {
        return facts.stream().filter(pattern.type().type()::isInstance).toList();
    }
}
