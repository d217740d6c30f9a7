package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.Operand;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables of one branch. Those bound inside {@code not} or {@code exists} end with it. */
final class Scope {
    private final Map<String, Operand.Reference> fields;
    private final Set<String> facts;

    Scope() {
        this(new HashMap<>(), new HashSet<>());
    }

    private Scope(Map<String, Operand.Reference> fields, Set<String> facts) {
        this.fields = fields;
        this.facts = facts;
    }

    Scope inner() {
        return new Scope(new HashMap<>(fields), new HashSet<>(facts));
    }

    /** False when the name is taken. */
    boolean bind(String variable, int slot, FactField field) {
        return !facts.contains(variable) && fields.putIfAbsent(variable, new Operand.Reference(slot, field)) == null;
    }

    /** A name for a whole fact, {@code $m : MountRequest(…)}: allowed for the reader's sake, of no use in conditions. */
    boolean bindFact(String variable) {
        return !fields.containsKey(variable) && facts.add(variable);
    }

    Optional<Operand.Reference> field(String variable) {
        return Optional.ofNullable(fields.get(variable));
    }

    String whyUnknown(String variable) {
        return facts.contains(variable)
                ? variable + " stands for a whole fact; bind the field that is meant"
                : variable + " is not bound to a field before this place";
    }
}
