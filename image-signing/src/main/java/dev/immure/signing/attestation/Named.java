package dev.immure.signing.attestation;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A component of OpenVEX: an object with {@code @id}, identifiers and hashes, or, before version 0.2, its name alone.
 *
 * @param names all of them; never empty
 */
record Named(JsonObject object, List<String> names) {
    private static final int MOST = 1000;

    /** The components in a list; none when it is absent. */
    static List<Named> all(JsonObject parent, String list) throws JsonException {
        JsonValue value = parent.members().getOrDefault(list, new JsonNull());
        if (value instanceof JsonNull) {
            return List.of();
        }
        if (!(value instanceof JsonArray array)) {
            throw new JsonException(Flaw.TYPE, "\"" + list + "\" is to be an array, not " + value.kind());
        }
        List<Named> components = new ArrayList<>();
        for (JsonValue item : Bounded.list(list, array.items(), MOST)) {
            components.add(of(list, item));
        }
        return components;
    }

    private static Named of(String list, JsonValue item) throws JsonException {
        if (item instanceof JsonString text) {
            return new Named(new JsonObject(Map.of()), List.of(Bounded.text(list, text.text())));
        }
        if (item instanceof JsonObject object) {
            return new Named(object, names(list, object));
        }
        throw new JsonException(Flaw.TYPE, "\"" + list + "\" holds " + item.kind());
    }

    private static List<String> names(String list, JsonObject object) throws JsonException {
        List<String> names = new ArrayList<>();
        names.add(Bounded.text(object, "@id"));
        for (String field : List.of("identifiers", "hashes")) {
            for (String name : object.stringMap(field).values()) {
                names.add(Bounded.text(field, name));
            }
        }
        names.removeIf(String::isEmpty);
        if (names.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "an entry of \"" + list + "\" has no name");
        }
        return Bounded.list(list, names, MOST);
    }
}
