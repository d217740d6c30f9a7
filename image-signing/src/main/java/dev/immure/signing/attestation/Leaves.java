package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The texts, numbers and booleans of a JSON tree by their paths: {@code workflow.ref}, {@code args.0}. None is left out: a
 * rule that asks whether something is absent must not be told so because there was too much.
 */
final class Leaves {
    private final Map<String, String> leaves = new LinkedHashMap<>();

    private Leaves() {}

    /** Those below a member; empty when it is absent. A member that is no object is its own only leaf. */
    static Map<String, String> of(JsonObject object, String name) throws JsonException {
        Leaves found = new Leaves();
        JsonValue top = object.members().getOrDefault(name, new JsonNull());
        if (top instanceof JsonObject tree) {
            for (Map.Entry<String, JsonValue> member : tree.members().entrySet()) {
                found.collect(member.getKey(), member.getValue());
            }
        } else {
            found.collect(name, top);
        }
        return found.leaves;
    }

    private void collect(String path, JsonValue value) throws JsonException {
        switch (value) {
            case JsonObject object -> {
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    collect(path + "." + member.getKey(), member.getValue());
                }
            }
            case JsonArray array -> {
                int index = 0;
                for (JsonValue item : array.items()) {
                    collect(path + "." + index++, item);
                }
            }
            case JsonString text -> put(path, text.text());
            case JsonNumber number -> put(path, number.text());
            case JsonBoolean flag -> put(path, String.valueOf(flag.value()));
            case JsonNull nothing -> {
                // as if it were not there, as everywhere
            }
        }
    }

    private void put(String path, String value) throws JsonException {
        if (leaves.size() == Provenance.MAX_PARAMETERS) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "more than " + Provenance.MAX_PARAMETERS + " parameters");
        }
        // {"a.b": 1, "a": {"b": 2}}: a rule that names a.b must not get the one or the other.
        if (leaves.put(Bounded.text("a parameter's path", path), Bounded.text("a parameter", value)) != null) {
            throw new JsonException(Flaw.DUPLICATE_NAME, "two parameters have one path");
        }
    }
}
