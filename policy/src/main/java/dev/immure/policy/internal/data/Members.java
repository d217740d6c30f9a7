package dev.immure.policy.internal.data;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One object of what Immure wrote itself, read member by member. Members that nobody asks for are found by comparing the bytes
 * with those that would be written.
 */
public record Members(JsonObject object) {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,18})");

    /** @throws JsonException when it is no object */
    public static Members of(JsonValue value) throws JsonException {
        if (value instanceof JsonObject object) {
            return new Members(object);
        }
        throw refused("there is " + value.kind() + " where an object belongs");
    }

    /** What is not as it is written here. */
    public static JsonException refused(String why) {
        return new JsonException(Flaw.TYPE, why);
    }

    public boolean has(String name) {
        return object.members().containsKey(name);
    }

    /** A value that may be null, which is not the same as none. */
    public JsonValue need(String name) throws JsonException {
        JsonValue value = object.members().get(name);
        if (value == null) {
            throw new JsonException(Flaw.MISSING, "\"" + name + "\" is missing");
        }
        return value;
    }

    public String text(String name) throws JsonException {
        return text(need(name));
    }

    /** Empty when there is no such member. */
    public Optional<String> optionalText(String name) throws JsonException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    public static String text(JsonValue value) throws JsonException {
        if (value instanceof JsonString text) {
            return text.text();
        }
        throw refused("there is " + value.kind() + " where a text belongs");
    }

    /** A whole number of 64 bits. */
    public long whole(String name) throws JsonException {
        return whole(need(name));
    }

    /**
     * @throws JsonException when it is not between the two, both included
     */
    public long whole(String name, long least, long most) throws JsonException {
        long value = whole(name);
        if (value < least || value > most) {
            throw refused("\"" + name + "\" is not between " + least + " and " + most);
        }
        return value;
    }

    public static long whole(JsonValue value) throws JsonException {
        try {
            if (value instanceof JsonNumber number
                    && WHOLE.matcher(number.text()).matches()) {
                return Long.parseLong(number.text());
            }
        } catch (NumberFormatException e) {
            // Nineteen digits can be more than a long holds: told below.
        }
        throw refused("there is " + value.kind() + " where a whole number belongs");
    }

    /** Empty when the text is empty. */
    public Optional<LocalDate> day(String name) throws JsonException {
        String text = text(name);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            throw refused("\"" + name + "\" is no day");
        }
    }

    public List<JsonValue> items(String name) throws JsonException {
        if (need(name) instanceof JsonArray array) {
            return array.items();
        }
        throw refused("\"" + name + "\" is no array");
    }

    /**
     * @throws JsonException when there are more than {@code most}
     */
    public List<JsonValue> items(String name, int least, int most) throws JsonException {
        List<JsonValue> items = items(name);
        if (items.size() < least || items.size() > most) {
            throw refused("\"" + name + "\" has " + items.size() + " items, not " + least + " to " + most);
        }
        return items;
    }

    public List<String> texts(String name, int most) throws JsonException {
        return texts(items(name, 0, most));
    }

    static List<String> texts(List<JsonValue> items) throws JsonException {
        List<String> texts = new ArrayList<>(items.size());
        for (JsonValue item : items) {
            texts.add(text(item));
        }
        return texts;
    }

    public Members object(String name) throws JsonException {
        return of(need(name));
    }
}
