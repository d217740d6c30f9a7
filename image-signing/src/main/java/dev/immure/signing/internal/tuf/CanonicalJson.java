package dev.immure.signing.internal.tuf;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNull;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The canonical form of JSON that TUF's signatures are over (OLPC; TUF 1.0, 4.2.1): no space, names sorted, whole numbers,
 * and in strings only the quote and the backslash escaped, so that a line end stands there as it is.
 */
final class CanonicalJson {
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]*");

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    static byte[] encode(JsonValue value) throws JsonException {
        CanonicalJson json = new CanonicalJson();
        json.value(value);
        return json.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(JsonValue value) throws JsonException {
        switch (value) {
            case JsonObject object -> object(object);
            case JsonArray array -> array(array.items());
            case JsonString string -> string(string.text());
            case JsonNumber number -> number(number.text());
            case JsonBoolean bool -> out.append(bool.value());
            case JsonNull nothing -> out.append("null");
        }
    }

    private void object(JsonObject object) throws JsonException {
        // By code point, as Python and Go sort; Java's order of strings differs beyond the basic plane.
        List<Map.Entry<String, JsonValue>> members = object.members().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), CanonicalJson::compare)))
                .toList();
        String separator = "{";
        for (Map.Entry<String, JsonValue> member : members) {
            out.append(separator);
            separator = ",";
            string(member.getKey());
            out.append(':');
            value(member.getValue());
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    private static int compare(byte[] one, byte[] other) {
        return Arrays.compareUnsigned(one, other);
    }

    private void array(List<JsonValue> items) throws JsonException {
        out.append('[');
        String separator = "";
        for (JsonValue item : items) {
            out.append(separator);
            separator = ",";
            value(item);
        }
        out.append(']');
    }

    private void number(String text) throws JsonException {
        if (!WHOLE.matcher(text).matches()) {
            throw new JsonException(Flaw.NUMBER, "a number is not whole, and so has no canonical form");
        }
        out.append(text);
    }

    private void string(String text) {
        out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
}
