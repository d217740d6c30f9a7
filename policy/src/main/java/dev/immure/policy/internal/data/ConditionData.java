package dev.immure.policy.internal.data;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.drl.Operands;
import dev.immure.policy.internal.drl.RawText;
import dev.immure.policy.internal.drl.Refusal;
import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the conditions of one pattern. What the grammar of DRL cannot say is refused here, too. */
final class ConditionData {
    private final FactType type;
    private final Variables variables;

    /** @param variables that can be seen here, the pattern's own included */
    ConditionData(FactType type, Variables variables) {
        this.type = type;
        this.variables = variables;
    }

    Condition read(JsonValue value) throws JsonException {
        Members members = Members.of(value);
        if (members.has("all")) {
            return new Condition.All(terms(members, "all"));
        }
        if (members.has("any")) {
            return new Condition.Any(terms(members, "any"));
        }
        if (members.has("none")) {
            return new Condition.Negated(read(members.items("none", 1, 1).getFirst()));
        }
        return comparison(members);
    }

    /** As many as fit: the bytes of the document bound them. */
    private List<Condition> terms(Members members, String name) throws JsonException {
        List<Condition> terms = new ArrayList<>();
        for (JsonValue term : members.items(name, 2, Integer.MAX_VALUE)) {
            terms.add(read(term));
        }
        return terms;
    }

    private Condition comparison(Members members) throws JsonException {
        String name = members.text("field");
        FactField field =
                type.field(name).orElseThrow(() -> Members.refused(type.name() + " has no field '" + name + "'"));
        Optional<String> key = members.optionalText("key");
        if (key.isPresent() != (field.kind() == FieldKind.MAP)) {
            throw Members.refused("a map is read by key, and nothing else is");
        }
        if (key.isPresent()) {
            text(key.get());
        }
        Access left = new Access(field, key);
        Operator operator = operator(members.text("is"));
        Operand right = operand(members, operator);
        try {
            Operands.check(left, operator, right, 1);
        } catch (Refusal refusal) {
            throw Members.refused(refusal.why());
        }
        return new Condition.Comparison(left, operator, right);
    }

    private static Operator operator(String drl) throws JsonException {
        for (Operator operator : Operator.values()) {
            if (operator.drl().equals(drl)) {
                return operator;
            }
        }
        throw Members.refused("'" + drl + "' is no operator of a policy");
    }

    private Operand operand(Members members, Operator operator) throws JsonException {
        return switch (operator) {
            case IN, NOT_IN -> literals(members.items("values", 1, Limits.VALUES));
            case MATCHES, NOT_MATCHES -> regex(text(members.text("regex")));
            case EQUAL,
                    NOT_EQUAL,
                    LESS,
                    AT_MOST,
                    GREATER,
                    AT_LEAST,
                    CONTAINS,
                    NOT_CONTAINS,
                    MEMBER_OF,
                    NOT_MEMBER_OF,
                    STARTS_WITH,
                    ENDS_WITH -> members.has("ofSlot") ? reference(members) : value(members.need("value"));
        };
    }

    private Operand reference(Members members) throws JsonException {
        return variables.reference(members.whole("ofSlot", 0, Integer.MAX_VALUE), members.text("ofField"));
    }

    private static Operand value(JsonValue value) throws JsonException {
        return value instanceof JsonNull ? new Operand.Missing() : new Operand.Literal(literal(value));
    }

    private static Operand literals(List<JsonValue> items) throws JsonException {
        List<Object> values = new ArrayList<>();
        for (JsonValue item : items) {
            values.add(literal(item));
        }
        return new Operand.Literals(values);
    }

    private static Object literal(JsonValue value) throws JsonException {
        return switch (value) {
            case JsonString text -> text(text.text());
            case JsonNumber number -> Members.whole(number);
            case JsonBoolean flag -> flag.value();
            case JsonNull none -> throw Members.refused("null is no literal");
            case JsonValue.JsonArray array -> throw Members.refused("an array is no literal");
            case dev.immure.core.json.JsonObject object -> throw Members.refused("an object is no literal");
        };
    }

    private static Operand regex(String source) throws JsonException {
        try {
            return Operands.regex(source, 1);
        } catch (Refusal refusal) {
            throw Members.refused(refusal.why());
        }
    }

    /** As long as a string of DRL may be, and as visible. */
    static String text(String text) throws JsonException {
        if (text.length() > Limits.STRING || !RawText.isPlain(text)) {
            throw Members.refused("a text is not of at most " + Limits.STRING + " plain characters");
        }
        return text;
    }
}
