package dev.immure.policy.explain;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.InForce;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds, for each rule that did not fire, how far it came. Pure. */
final class NearMisses {
    /** Longest rendering of one value, in UTF-16 units, as for the facts of rules that fired. */
    private static final int MAX_VALUE = 256;

    private final Interpreter interpreter;
    private final Instant now;

    NearMisses(Interpreter interpreter, Instant now) {
        this.interpreter = interpreter;
        this.now = now;
    }

    List<NearMiss> of(Policy policy) {
        List<NearMiss> misses = new ArrayList<>();
        for (Rule rule : policy.rules()) {
            if (!rule.inForce().at(now)) {
                misses.add(miss(rule, List.of(notInForce(rule))));
            } else if (!interpreter.matches(rule)) {
                misses.add(miss(rule, rule.branches().stream().map(this::miss).toList()));
            }
        }
        return misses;
    }

    private static NearMiss miss(Rule rule, List<Miss> misses) {
        return new NearMiss(rule.name(), rule.at().toString(), Said.by(rule), misses);
    }

    private Miss.NotInForce notInForce(Rule rule) {
        InForce dates = rule.inForce();
        boolean early = !new InForce(dates.effective(), Optional.empty()).at(now);
        String why = early
                ? "it is in force from " + dates.effective().orElseThrow() + " only"
                : "it expired on " + dates.expires().orElseThrow();
        return new Miss.NotInForce(rule.at().toString(), why);
    }

    private Miss miss(Branch branch) {
        ConditionText text = new ConditionText(branch);
        return switch (interpreter.furthest(branch)) {
            case Stop.NoFact none ->
                new Miss.NoFact(
                        none.wanted().at().toString(), none.wanted().type().name());
            case Stop.Failed failed -> failed(failed, text);
            case Stop.Hindered hindered -> hindered(hindered, text);
        };
    }

    private static Miss failed(Stop.Failed stop, ConditionText text) {
        Pattern pattern = stop.wanted();
        @Nullable
        Object[] facts = new @Nullable
                Object[1 + stop.tried().keySet().stream().mapToInt(i -> i).max().orElse(0)];
        stop.tried().forEach((slot, fact) -> facts[slot] = fact);
        Condition condition = first(pattern.conditions().get(stop.passed()), pattern.slot(), facts);
        SortedMap<String, String> seen = new TreeMap<>();
        values(condition, stop.tried().get(pattern.slot()), facts, text, seen);
        return new Miss.ConditionFailed(
                pattern.lines().get(stop.passed()).toString(), pattern.type().name(), text.of(condition), seen);
    }

    /** Of {@code a && b} the part that does not hold; of anything else no part alone is to blame. */
    private static Condition first(Condition failed, int slot, @Nullable Object[] facts) {
        return failed instanceof Condition.All all
                ? all.terms().stream()
                        .filter(term -> !term.holds(slot, facts))
                        .findFirst()
                        .map(term -> first(term, slot, facts))
                        .orElse(failed)
                : failed;
    }

    private static void values(
            Condition condition,
            @Nullable Object fact,
            @Nullable Object[] facts,
            ConditionText text,
            SortedMap<String, String> seen) {
        switch (condition) {
            case Condition.All all -> all.terms().forEach(term -> values(term, fact, facts, text, seen));
            case Condition.Any any -> any.terms().forEach(term -> values(term, fact, facts, text, seen));
            case Condition.Negated negated -> values(negated.term(), fact, facts, text, seen);
            case Condition.Comparison comparison -> {
                if (fact != null) {
                    seen.put(
                            ConditionText.access(comparison.left()),
                            shown(comparison.left().of(fact)));
                }
                if (comparison.right() instanceof Operand.Reference reference) {
                    seen.put(text.reference(reference), shown(reference.in(facts)));
                }
            }
        }
    }

    private static Miss hindered(Stop.Hindered stop, ConditionText text) {
        List<SortedMap<String, String>> seen = new ArrayList<>();
        for (Pattern pattern : stop.unwanted()) {
            SortedMap<String, String> values = new TreeMap<>();
            Object fact = stop.witnesses().get(pattern.slot());
            for (FactField field : pattern.mentioned()) {
                values.put(field.name(), fact == null ? "" : shown(field.of(fact)));
            }
            seen.add(values);
        }
        return new Miss.Hindered(
                stop.unwanted().getFirst().at().toString(),
                stop.unwanted().stream().map(text::of).toList(),
                seen);
    }

    private static String shown(@Nullable Object value) {
        String text = value instanceof Map<?, ?> map
                ? new TreeMap<>(map).toString()
                : value == null ? "(missing)" : value.toString();
        return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…";
    }
}
