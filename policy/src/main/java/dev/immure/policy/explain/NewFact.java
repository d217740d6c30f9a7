package dev.immure.policy.explain;

import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes up a fact that a pattern might accept: the literals of its conditions, and nothing in the other fields. */
final class NewFact {
    /** Stands for a name that no condition asks for. */
    private static final String ANY = "other";

    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    private NewFact(Pattern pattern) {
        new TreeMap<>(pattern.type().fields()).values().forEach(field -> members.put(field.name(), empty(field)));
        if (pattern.type().name().equals("Vulnerability")) {
            members.put("severity", new JsonString("UNKNOWN"));
            members.put("status", new JsonString("affected"));
        }
        if (pattern.type().name().equals("CapabilityRequest")) {
            members.put("name", new JsonString("CAP_CHOWN"));
        }
        if (pattern.type().name().equals("MountRequest")) {
            members.put("source", new JsonString("/" + ANY));
            members.put("destination", new JsonString("/" + ANY));
        }
    }

    /** Empty when the conditions ask for something that cannot be read off them. */
    static Optional<JsonValue> like(FactPlace place, Pattern pattern) {
        NewFact fact = new NewFact(pattern);
        pattern.conditions().forEach(fact::satisfy);
        return switch (place) {
            case BEST_EFFORT -> Optional.ofNullable(fact.members.get("wall"));
            case DESTINATION -> Optional.ofNullable(fact.members.get("destination"));
            default -> Optional.of(new JsonObject(fact.members));
        };
    }

    /** By somebody whom the trust policy accepts. */
    static JsonObject signature() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        List.of("signer", "fingerprint", "method", "certificateSubject", "certificateIssuer", "signedReference")
                .forEach(name -> members.put(name, new JsonString("")));
        members.put("signer", new JsonString("a trusted signer"));
        return new JsonObject(members);
    }

    private static JsonValue empty(FactField field) {
        return switch (field.kind()) {
            case TEXT -> new JsonString("");
            case NUMBER -> new JsonValue.JsonNumber("0");
            case FLAG -> new JsonBoolean(false);
            case TEXTS -> new JsonArray(List.of());
            case MAP -> new JsonObject(Map.of());
        };
    }

    private void satisfy(Condition condition) {
        switch (condition) {
            case Condition.All all -> all.terms().forEach(this::satisfy);
            case Condition.Any any -> satisfy(any.terms().getFirst());
            case Condition.Negated negated -> {
                // What is empty mostly is not what a negation speaks of.
            }
            case Condition.Comparison comparison -> satisfy(comparison);
        }
    }

    private void satisfy(Condition.Comparison comparison) {
        Optional<Object> value = wanted(comparison.operator(), comparison.right());
        if (value.isEmpty()) {
            return;
        }
        JsonValue json = switch (value.get()) {
            case Boolean flag -> new JsonBoolean(flag);
            case Long number -> new JsonValue.JsonNumber(number.toString());
            default -> new JsonString(value.get().toString());
        };
        members.put(
                comparison.left().field().name(),
                switch (comparison.left().field().kind()) {
                    case TEXT, NUMBER, FLAG -> json;
                    case TEXTS -> new JsonArray(List.of(json));
                    case MAP -> new JsonObject(Map.of(comparison.left().key().orElseThrow(), json));
                });
    }

    /** A value for which the comparison holds, where it names one. */
    private static Optional<Object> wanted(Operator operator, Operand right) {
        return switch (operator) {
            case EQUAL, AT_MOST, AT_LEAST, IN, CONTAINS, MATCHES, STARTS_WITH, ENDS_WITH ->
                switch (right) {
                    case Operand.Literal literal -> Optional.of(literal.value());
                    case Operand.Literals literals ->
                        Optional.of(literals.values().getFirst());
                    case Operand.Regex regex -> regex.regex().example().map(Object.class::cast);
                    case Operand.Missing missing -> Optional.empty();
                    case Operand.Reference reference -> Optional.empty();
                };
            case NOT_EQUAL, NOT_IN, NOT_CONTAINS, NOT_MATCHES, LESS, GREATER, MEMBER_OF, NOT_MEMBER_OF ->
                Optional.empty();
        };
    }
}
