package dev.immure.core.json;

import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A JSON object whose names are unique, in the order of the document. Each accessor checks the type; a member that is
 * {@code null} counts as absent, as Go's encoding/json has it, which wrote most of the documents read here.
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public String kind() {
        return "an object";
    }

    public boolean has(String name) {
        return member(name).isPresent();
    }

    public Optional<String> string(String name) throws JsonException {
        return typed(name, JsonString.class, "a string").map(JsonString::text);
    }

    public String requireString(String name) throws JsonException {
        return require(name, string(name));
    }

    /** A whole number without fraction or exponent, of at most 18 digits. */
    public long requireLong(String name) throws JsonException {
        JsonNumber number = require(name, typed(name, JsonNumber.class, "a number"));
        if (!INTEGER.matcher(number.text()).matches()) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not a whole number of at most 18 digits");
        }
        return Long.parseLong(number.text());
    }

    public Optional<Boolean> bool(String name) throws JsonException {
        return typed(name, JsonBoolean.class, "a boolean").map(JsonBoolean::value);
    }

    public Optional<JsonObject> object(String name) throws JsonException {
        return typed(name, JsonObject.class, "an object");
    }

    public JsonObject requireObject(String name) throws JsonException {
        return require(name, object(name));
    }

    /** The items of an array of objects; empty when absent. */
    public List<JsonObject> objects(String name) throws JsonException {
        List<JsonObject> out = new ArrayList<>();
        for (JsonValue item : items(name)) {
            out.add(cast(name, item, JsonObject.class, "an array of objects"));
        }
        return out;
    }

    /** The items of an array of strings; empty when absent. */
    public List<String> strings(String name) throws JsonException {
        List<String> out = new ArrayList<>();
        for (JsonValue item : items(name)) {
            out.add(cast(name, item, JsonString.class, "an array of strings").text());
        }
        return out;
    }

    /** An object whose values are all strings; empty when absent. */
    public Map<String, String> stringMap(String name) throws JsonException {
        Map<String, String> out = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> entry :
                object(name).map(JsonObject::members).orElse(Map.of()).entrySet()) {
            out.put(
                    entry.getKey(),
                    cast(name, entry.getValue(), JsonString.class, "an object of strings")
                            .text());
        }
        return out;
    }

    /**
     * Refuses a name that equals one of {@code known} but for case. Go's encoding/json takes {@code "Layers"} for
     * {@code "layers"}: such a document would mean one thing here and another to the tool that signed it.
     */
    public void refuseCaseVariantsOf(Set<String> known) throws JsonException {
        for (String name : members.keySet()) {
            if (!known.contains(name) && known.stream().anyMatch(name::equalsIgnoreCase)) {
                throw new JsonException(Flaw.CASE_VARIANT, "\"" + name + "\" differs from a known name only by case");
            }
        }
    }

    private List<JsonValue> items(String name) throws JsonException {
        return typed(name, JsonArray.class, "an array").map(JsonArray::items).orElse(List.of());
    }

    private Optional<JsonValue> member(String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof JsonNull));
    }

    private <T extends JsonValue> Optional<T> typed(String name, Class<T> type, String wanted) throws JsonException {
        Optional<JsonValue> value = member(name);
        return value.isEmpty() ? Optional.empty() : Optional.of(cast(name, value.get(), type, wanted));
    }

    private static <T extends JsonValue> T cast(String name, JsonValue value, Class<T> type, String wanted)
            throws JsonException {
        if (!type.isInstance(value)) {
            throw new JsonException(Flaw.TYPE, "\"" + name + "\" is to be " + wanted + ", not " + value.kind());
        }
        return type.cast(value);
    }

    private static <T> T require(String name, Optional<T> value) throws JsonException {
        if (value.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "\"" + name + "\" is missing");
        }
        return value.get();
    }
}
