package dev.immure.policy.table;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import dev.immure.policy.table.Column.Quantifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects the conditions of a row: those on one fact, with one quantifier, make one pattern. */
final class RowPatterns {
    private record Key(Quantifier quantifier, FactType type) {}

    private record Draft(List<Condition> conditions, List<SourceLine> lines, Map<String, FactField> bindings) {}

    private final FactSchema schema;
    private final Map<Key, Draft> drafts = new LinkedHashMap<>();

    private final RowParameters parameters;

    RowPatterns(FactSchema schema) {
        this.schema = schema;
        this.parameters = new RowParameters(schema);
    }

    RowParameters parameters() {
        return parameters;
    }

    boolean isEmpty() {
        return drafts.isEmpty();
    }

    /** There must be such a fact, or none; whatever it holds. */
    void demand(Column.Test column) {
        draft(new Key(column.quantifier(), column.type()));
    }

    void add(Column.Test column, Condition condition, SourceLine at) {
        Draft draft = draft(new Key(column.quantifier(), column.type()));
        draft.conditions().add(condition);
        draft.lines().add(at);
    }

    private Draft draft(Key key) {
        return drafts.computeIfAbsent(key, k -> new Draft(new ArrayList<>(), new ArrayList<>(), new TreeMap<>()));
    }

    /** The variable that stands for the field of the fact that the row matches. */
    String bind(String fact, String name, Cell cell) throws TableRefusal {
        FactType type = schema.type(fact)
                .orElseThrow(() ->
                        new TableRefusal(PolicyFaultCode.FACT_TYPE, cell, "there is no fact type '" + fact + "'"));
        FactField field = type.field(name)
                .orElseThrow(
                        () -> new TableRefusal(PolicyFaultCode.FIELD, cell, fact + " has no field '" + name + "'"));
        Key key = new Key(Quantifier.MATCH, type);
        // Of a fact that there is one of, any row may speak; of others, which one it is must be said.
        if (field.kind() == FieldKind.MAP || (type.most() > 1 && !drafts.containsKey(key))) {
            throw new TableRefusal(
                    PolicyFaultCode.VARIABLE,
                    cell,
                    field.kind() == FieldKind.MAP
                            ? fact + "." + name + " is a map, which a text cannot show"
                            : "the row has no condition on " + fact + ", so there is none to show");
        }
        String variable = "$" + fact + "_" + name;
        draft(key).bindings().put(variable, field);
        return variable;
    }

    /** @param row where the pattern begins whose conditions are in no cell */
    Branch branch(SourceLine row) {
        List<Element> elements = new ArrayList<>();
        parameters.patterns().forEach(pattern -> elements.add(new Element.Match(pattern)));
        drafts.forEach((key, draft) -> {
            Pattern pattern = new Pattern(
                    elements.size(),
                    key.type(),
                    draft.bindings(),
                    draft.conditions(),
                    draft.lines().isEmpty() ? row : draft.lines().getFirst(),
                    draft.lines());
            elements.add(
                    switch (key.quantifier()) {
                        case MATCH -> new Element.Match(pattern);
                        case NOT -> new Element.Absent(List.of(pattern));
                        case EXISTS -> new Element.Present(List.of(pattern));
                    });
        });
        return new Branch(elements);
    }
}
