package dev.immure.policy.test;

import dev.immure.policy.explain.ConditionText;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.InForce;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * All small changes of one rule. A condition that stands once in the file and in several branches, because of an
 * {@code or} beside it, is changed in all of them at once.
 */
final class RuleMutations {
    private final Rule rule;
    private final Set<Mutation> mutations = new LinkedHashSet<>();

    private RuleMutations(Rule rule) {
        this.rule = rule;
    }

    static List<Mutation> of(Rule rule) {
        RuleMutations all = new RuleMutations(rule);
        all.mutations.add(new Mutation(rule.name(), rule.at(), "the rule left out", Optional.empty()));
        all.dates();
        all.branches();
        for (Branch branch : rule.branches()) {
            branch.elements().forEach(all::element);
            branch.patterns().forEach(pattern -> all.conditions(branch, pattern));
        }
        all.mutations.addAll(ActionMutations.of(rule));
        return List.copyOf(all.mutations);
    }

    private void add(SourceLine at, String words, Rule mutated) {
        mutations.add(new Mutation(rule.name(), at, words, Optional.of(mutated)));
    }

    private void dates() {
        InForce dates = rule.inForce();
        dates.effective()
                .ifPresent(day -> add(
                        rule.at(), "date-effective left out", with(new InForce(Optional.empty(), dates.expires()))));
        dates.expires()
                .ifPresent(day -> add(
                        rule.at(), "date-expires left out", with(new InForce(dates.effective(), Optional.empty()))));
    }

    private void branches() {
        int count = rule.branches().size();
        for (int i = 0; i < count && count > 1; i++) {
            List<Branch> rest = new ArrayList<>(rule.branches());
            SourceLine at =
                    rest.remove(i).patterns().map(Pattern::at).findFirst().orElse(rule.at());
            add(at, "alternative " + (i + 1) + " of " + count + " left out", withBranches(rest));
        }
    }

    private void element(Element element) {
        SourceLine at = element.patterns().getFirst().at();
        switch (element) {
            case Element.Match match -> {}
            case Element.Absent absent -> {
                add(at, "`not` read as `exists`", replaced(element, List.of(new Element.Present(absent.patterns()))));
                add(at, "`not` left out, with what it is said of", replaced(element, List.of()));
            }
            case Element.Present present -> {
                add(at, "`exists` read as `not`", replaced(element, List.of(new Element.Absent(present.patterns()))));
                add(at, "`exists` left out, with what it is said of", replaced(element, List.of()));
            }
        }
    }

    private Rule replaced(Element element, List<Element> by) {
        return eachBranch(branch -> {
            List<Element> elements = new ArrayList<>();
            branch.elements().forEach(old -> elements.addAll(old.equals(element) ? by : List.of(old)));
            return new Branch(elements);
        });
    }

    private void conditions(Branch branch, Pattern pattern) {
        ConditionText text = new ConditionText(branch);
        for (int i = 0; i < pattern.conditions().size(); i++) {
            int index = i;
            Condition condition = pattern.conditions().get(i);
            SourceLine at = pattern.lines().get(i);
            if (isKey(pattern, condition)) {
                continue;
            }
            add(
                    at,
                    ConditionMutations.quoted(text.of(condition)) + " left out",
                    eachPattern(other -> same(pattern, other, index) ? without(other, index) : other));
            for (ConditionMutations.Variant variant : new ConditionMutations(text).of(condition)) {
                add(
                        at,
                        variant.words(),
                        eachPattern(other ->
                                same(pattern, other, index) ? changed(other, index, variant.condition()) : other));
            }
        }
    }

    /** Whether it says which parameter is meant: without it, or with another, there is no rule. */
    static boolean isKey(Pattern pattern, Condition condition) {
        return pattern.key().isPresent()
                && condition instanceof Condition.Comparison comparison
                && comparison.left().field().name().equals("name");
    }

    private static boolean same(Pattern pattern, Pattern other, int index) {
        return pattern.at().equals(other.at())
                && pattern.type().equals(other.type())
                && index < other.conditions().size()
                && pattern.lines().get(index).equals(other.lines().get(index))
                && pattern.conditions().get(index).equals(other.conditions().get(index));
    }

    private static Pattern without(Pattern pattern, int index) {
        List<Condition> conditions = new ArrayList<>(pattern.conditions());
        List<SourceLine> lines = new ArrayList<>(pattern.lines());
        conditions.remove(index);
        lines.remove(index);
        return new Pattern(pattern.slot(), pattern.type(), pattern.bindings(), conditions, pattern.at(), lines);
    }

    private static Pattern changed(Pattern pattern, int index, Condition by) {
        List<Condition> conditions = new ArrayList<>(pattern.conditions());
        conditions.set(index, by);
        return new Pattern(
                pattern.slot(), pattern.type(), pattern.bindings(), conditions, pattern.at(), pattern.lines());
    }

    private Rule eachPattern(UnaryOperator<Pattern> change) {
        return eachBranch(branch -> new Branch(branch.elements().stream()
                .map(element -> switch (element) {
                    case Element.Match match -> new Element.Match(change.apply(match.pattern()));
                    case Element.Absent absent ->
                        new Element.Absent(
                                absent.patterns().stream().map(change).toList());
                    case Element.Present present ->
                        new Element.Present(
                                present.patterns().stream().map(change).toList());
                })
                .map(Element.class::cast)
                .toList()));
    }

    private Rule eachBranch(UnaryOperator<Branch> change) {
        return withBranches(rule.branches().stream().map(change).toList());
    }

    private Rule withBranches(List<Branch> branches) {
        return new Rule(
                rule.name(), rule.at(), rule.salience(), rule.inForce(), rule.metadata(), branches, rule.actions());
    }

    private Rule with(InForce dates) {
        return new Rule(
                rule.name(), rule.at(), rule.salience(), dates, rule.metadata(), rule.branches(), rule.actions());
    }

    /** The same rule saying something else. */
    static Rule with(Rule rule, List<Action> actions) {
        return new Rule(
                rule.name(), rule.at(), rule.salience(), rule.inForce(), rule.metadata(), rule.branches(), actions);
    }
}
