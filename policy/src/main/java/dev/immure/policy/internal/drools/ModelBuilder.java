package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.drools.model.DSL;
import org.drools.model.PatternDSL;
import org.drools.model.PatternDSL.PatternDef;
import org.drools.model.RuleItemBuilder;
import org.drools.model.Variable;
import org.drools.model.functions.Block0;
import org.drools.model.view.ViewItemBuilder;

/**
 * Writes one branch of a rule in Drools' canonical model. The consequence does nothing: what a rule says is read from the
 * data when the engine reports the match.
 */
final class ModelBuilder {
    private static final String PACKAGE = "immure";

    private final List<Variable<Object>> variables;
    private final Screens.Builder screens;
    /** The pattern before this one that it can be joined with; none for the first, and for the first inside {@code not}. */
    private OptionalInt before = OptionalInt.empty();

    private ModelBuilder(List<Variable<Object>> variables, Screens.Builder screens) {
        this.variables = variables;
        this.screens = screens;
    }

    static org.drools.model.Rule rule(String name, Rule rule, Branch branch, Screens.Builder screens) {
        List<Variable<Object>> variables =
                branch.patterns().map(ModelBuilder::variable).toList();
        ModelBuilder builder = new ModelBuilder(variables, screens);
        List<RuleItemBuilder<?>> items = new ArrayList<>();
        branch.elements().forEach(element -> items.add(builder.element(element)));
        items.add(DSL.execute(new Silence()));
        return PatternDSL.rule(PACKAGE, name)
                .attribute(org.drools.model.Rule.Attribute.SALIENCE, rule.salience())
                .build(items.toArray(RuleItemBuilder<?>[]::new));
    }

    /** The name under which the match reports the fact in a slot. */
    static String variable(int slot) {
        return "s" + slot;
    }

    @SuppressWarnings("unchecked") // Facts are objects to the engine; the conditions know their fields.
    private static Variable<Object> variable(Pattern pattern) {
        return DSL.declarationOf((Class<Object>) pattern.type().type(), variable(pattern.slot()));
    }

    private ViewItemBuilder<?> element(Element element) {
        OptionalInt outside = before;
        List<PatternDef<Object>> patterns =
                element.patterns().stream().map(this::pattern).toList();
        return switch (element) {
            case Element.Match match -> patterns.getFirst();
            case Element.Absent absent -> {
                before = outside;
                yield DSL.not(patterns.getFirst(), rest(patterns));
            }
            case Element.Present present -> {
                before = outside;
                yield DSL.exists(patterns.getFirst(), rest(patterns));
            }
        };
    }

    private static ViewItemBuilder<?>[] rest(List<PatternDef<Object>> patterns) {
        return patterns.stream().skip(1).toArray(ViewItemBuilder<?>[]::new);
    }

    private PatternDef<Object> pattern(Pattern pattern) {
        PatternDef<Object> def = PatternDSL.pattern(variables.get(pattern.slot()));
        int screen = screens.add(pattern);
        def = def.expr("screen " + screen, new Predicates.Screened(screen, "screen " + screen));
        boolean joined = before.isEmpty();
        for (Condition condition : pattern.conditions()) {
            Set<Integer> others = new TreeSet<>();
            condition.references(others);
            others.remove(pattern.slot());
            if (!others.isEmpty()) {
                joined = true;
                def = constrain(def, pattern.slot(), condition, List.copyOf(others));
            }
        }
        if (!joined) {
            def = def.expr(Predicates.Joined.ID, variables.get(before.getAsInt()), new Predicates.Joined());
        }
        before = OptionalInt.of(pattern.slot());
        return def;
    }

    private PatternDef<Object> constrain(PatternDef<Object> def, int slot, Condition condition, List<Integer> by) {
        // Two conditions are one to Drools, and share a node, when their ids are equal. The canonical JSON of a
        // condition
        // says all there is to it, whatever its literals hold.
        String id = CanonicalJson.text(condition);
        return switch (by.size()) {
            case 1 -> def.expr(id, at(by, 0), new Predicates.Two(slot, by.get(0), condition, id));
            case 2 ->
                def.expr(id, at(by, 0), at(by, 1), new Predicates.Three(slot, by.get(0), by.get(1), condition, id));
            case 3 ->
                def.expr(
                        id,
                        at(by, 0),
                        at(by, 1),
                        at(by, 2),
                        new Predicates.Four(slot, by.get(0), by.get(1), by.get(2), condition, id));
            default -> throw new IllegalStateException("a condition looks at one to three facts beside its own");
        };
    }

    /** A class rather than a lambda: Block0 is serializable, and a serializable lambda brings a deserializer along. */
    private record Silence() implements Block0 {
        @Override
        public void execute() {}
    }

    private Variable<Object> at(List<Integer> slots, int i) {
        return variables.get(slots.get(i));
    }
}
