package dev.immure.policy.internal.data;

import dev.immure.core.json.JsonException;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.Operand;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The variables that can be seen at one place of a branch. Those bound inside {@code not} or {@code exists} end with it. */
final class Variables {
    private static final Pattern FORM = Pattern.compile("\\$\\w{1,63}");

    private final Map<String, Operand.Reference> fields;

    Variables() {
        this(new HashMap<>());
    }

    private Variables(Map<String, Operand.Reference> fields) {
        this.fields = fields;
    }

    Variables inner() {
        return new Variables(new HashMap<>(fields));
    }

    void bind(String variable, int slot, FactField field) throws JsonException {
        if (!FORM.matcher(variable).matches()
                || fields.putIfAbsent(variable, new Operand.Reference(slot, field)) != null) {
            throw Members.refused("'" + variable + "' is bound twice, or is no variable");
        }
    }

    boolean has(String variable) {
        return fields.containsKey(variable);
    }

    /** The field of another fact, which a variable must stand for: what is not bound cannot be asked for. */
    Operand.Reference reference(long slot, String field) throws JsonException {
        return fields.values().stream()
                .filter(bound -> bound.slot() == slot && bound.field().name().equals(field))
                .findFirst()
                .orElseThrow(() -> Members.refused("no variable stands for " + field + " of the fact " + slot));
    }
}
