package dev.immure.profiles;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One JSON object while it is being read: hands out its fields by type and knows which were never asked for. A path such
 * as {@code rules[3].names} says where a flaw is.
 */
final class JsonFields {
    private final String path;
    private final Map<String, Object> fields;
    private final Set<String> read = new HashSet<>();

    JsonFields(String path, Map<String, Object> fields) {
        this.path = path;
        this.fields = fields;
    }

    String path() {
        return path;
    }

    String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    String text(String field) {
        return as(field, String.class, "a string");
    }

    long integer(String field) {
        return as(field, Long.class, "an integer");
    }

    boolean truth(String field) {
        return as(field, Boolean.class, "true or false");
    }

    Optional<String> optionalText(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    /** A string, or an integer written as one: amounts may be {@code 256} or {@code "64m"}. */
    String amount(String field) {
        Object value = value(field);
        if (value instanceof Long || value instanceof String) {
            return value.toString();
        }
        throw bad(field, "not a string or an integer");
    }

    List<String> texts(String field) {
        return list(field).stream()
                .map(element -> element instanceof String text ? Optional.of(text) : Optional.<String>empty())
                .map(text -> text.orElseThrow(() -> bad(field, "not all of its elements are strings")))
                .toList();
    }

    List<Object> list(String field) {
        if (!(value(field) instanceof List<?> list)) {
            throw bad(field, "not an array");
        }
        return List.copyOf(list);
    }

    /** The objects of an array; empty when it is absent. */
    List<JsonFields> objects(String field) {
        List<JsonFields> objects = new ArrayList<>();
        for (Object element : has(field) ? list(field) : List.of()) {
            String at = path(field) + "[" + objects.size() + "]";
            objects.add(new JsonFields(at, strings(at, element)));
        }
        return objects;
    }

    /** An object whose fields are all strings, in order. */
    Map<String, Object> object(String field) {
        return strings(path(field), value(field));
    }

    /** Refuses what nobody asked for: a field that is not understood may be one that was meant to protect. */
    void requireAllRead() {
        String unknown =
                fields.keySet().stream().filter(field -> !read.contains(field)).collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw new InvalidField(
                    ProfileFault.UNKNOWN_FIELD, path.isEmpty() ? "the document" : path, "unknown field " + unknown);
        }
    }

    /** Makes a value of this object's fields; the flaw that the value finds in itself becomes one of this object. */
    <T> T checked(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidField(ProfileFault.BAD_VALUE, path, String.valueOf(e.getMessage()));
        }
    }

    InvalidField bad(String field, String why) {
        return new InvalidField(ProfileFault.BAD_VALUE, path(field), why);
    }

    private <T> T as(String field, Class<T> type, String expected) {
        Object value = value(field);
        if (!type.isInstance(value)) {
            throw bad(field, "not " + expected);
        }
        return type.cast(value);
    }

    private Object value(String field) {
        read.add(field);
        Object value = fields.get(field);
        if (value == null) {
            throw new InvalidField(ProfileFault.MISSING_FIELD, path(field), "this field is missing");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // StrictJson makes maps with string keys only
    private static Map<String, Object> strings(String at, Object element) {
        if (!(element instanceof Map)) {
            throw new InvalidField(ProfileFault.BAD_VALUE, at, "not an object");
        }
        return (Map<String, Object>) element;
    }
}
