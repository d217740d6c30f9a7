package dev.immure.core.audit;

import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A JSON pointer (RFC 6901) with one addition: the token {@code *} stands for every element of an array and every member
 * of an object, one of that very name included.
 */
record JsonPointer(List<String> tokens) {
    /** Characters, and tokens: more than any path into the facts has. */
    private static final int MAX_LENGTH = 1024;

    private static final int MAX_TOKENS = 32;
    private static final String EACH = "*";

    /** RFC 6901, section 3: a tilde is followed by 0 or 1. */
    private static final Pattern TOKENS = Pattern.compile("(?:/(?:[^/~]|~[01])*+)++");

    /** Section 4: no leading zeros. */
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /** @throws IllegalArgumentException with a reason that goes on from "the pointer" */
    static JsonPointer parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is longer than " + MAX_LENGTH + " characters");
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty and would name the whole document");
        }
        if (!TOKENS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not tokens that each start with \"/\", with ~0 for \"~\" and ~1 for \"/\"");
        }
        // Section 4: ~1 first, so that ~01 becomes ~1 and not "/".
        List<String> tokens = List.of(text.substring(1).split("/", -1)).stream()
                .map(token -> token.replace("~1", "/").replace("~0", "~"))
                .toList();
        if (tokens.size() > MAX_TOKENS) {
            throw new IllegalArgumentException("has more than " + MAX_TOKENS + " tokens");
        }
        return new JsonPointer(tokens);
    }

    /** The document with each value that this names replaced; one that names nothing changes nothing. */
    JsonValue replace(JsonValue document, UnaryOperator<JsonValue> with) {
        return replace(document, 0, with);
    }

    private JsonValue replace(JsonValue value, int depth, UnaryOperator<JsonValue> with) {
        if (depth == tokens.size()) {
            return with.apply(value);
        }
        String token = tokens.get(depth);
        return switch (value) {
            case JsonObject object -> members(object, token, depth, with);
            case JsonArray array -> items(array, token, depth, with);
            case JsonValue.JsonString text -> text;
            case JsonValue.JsonNumber number -> number;
            case JsonValue.JsonBoolean truth -> truth;
            case JsonValue.JsonNull nothing -> nothing;
        };
    }

    private JsonObject members(JsonObject object, String token, int depth, UnaryOperator<JsonValue> with) {
        Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
        members.replaceAll(
                (name, member) -> token.equals(EACH) || token.equals(name) ? replace(member, depth + 1, with) : member);
        return new JsonObject(members);
    }

    private JsonArray items(JsonArray array, String token, int depth, UnaryOperator<JsonValue> with) {
        List<JsonValue> items = new ArrayList<>(array.items());
        if (token.equals(EACH)) {
            items.replaceAll(item -> replace(item, depth + 1, with));
        } else if (INDEX.matcher(token).matches() && Integer.parseInt(token) < items.size()) {
            int index = Integer.parseInt(token);
            items.set(index, replace(items.get(index), depth + 1, with));
        }
        return new JsonArray(items);
    }

    /** As it is written. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String token : tokens) {
            text.append('/').append(token.replace("~", "~0").replace("/", "~1"));
        }
        return text.toString();
    }
}
