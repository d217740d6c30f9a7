package dev.immure.policy.explain;

import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import java.util.List;
import java.util.stream.Collectors;

/** A JSON value in one line, for people; not cut, not for parsers: what is odd in a string stays as it is. */
final class JsonText {
    private JsonText() {}

    static String of(JsonValue value) {
        return switch (value) {
            case JsonValue.JsonString string -> quoted(string.text());
            case JsonValue.JsonNumber number -> number.text();
            case JsonValue.JsonBoolean truth -> String.valueOf(truth.value());
            case JsonValue.JsonNull nothing -> "null";
            case JsonValue.JsonArray array ->
                array.items().stream().map(JsonText::of).collect(Collectors.joining(", ", "[", "]"));
            case JsonObject object ->
                object.members().entrySet().stream()
                        .filter(member -> !isEmpty(member.getValue()))
                        .map(member -> member.getKey() + ": " + of(member.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    /** Of a fact that would be added, what nobody asks for need not be shown. */
    private static boolean isEmpty(JsonValue value) {
        return switch (value) {
            case JsonValue.JsonString string -> string.text().isEmpty();
            case JsonValue.JsonArray array -> array.items().isEmpty();
            case JsonObject object -> object.members().isEmpty();
            case JsonValue.JsonNull nothing -> true;
            case JsonValue.JsonNumber number -> false;
            case JsonValue.JsonBoolean truth -> false;
        };
    }

    static String list(List<String> texts) {
        return texts.stream().map(JsonText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
