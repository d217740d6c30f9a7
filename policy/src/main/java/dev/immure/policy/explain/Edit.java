package dev.immure.policy.explain;

import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change at one place of a JSON document.
 *
 * @param path names and positions from the root; the position behind the last item of an array appends
 * @param value empty to remove what is there
 */
record Edit(List<String> path, Optional<JsonValue> value) {
    Edit {
        path = List.copyOf(path);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the document itself is not replaced");
        }
    }

    static Edit set(List<String> path, JsonValue value) {
        return new Edit(path, Optional.of(value));
    }

    static Edit remove(List<String> path) {
        return new Edit(path, Optional.empty());
    }

    /** RFC 6901. */
    String pointer() {
        StringBuilder pointer = new StringBuilder();
        path.forEach(part -> pointer.append('/').append(part.replace("~", "~0").replace("/", "~1")));
        return pointer.toString();
    }

    JsonObject in(JsonObject document) {
        return in(document, path);
    }

    private JsonValue in(JsonValue value, List<String> rest) {
        return switch (value) {
            case JsonObject object -> in(object, rest);
            case JsonArray array -> in(array, rest);
            default -> throw new IllegalArgumentException(pointer() + " leads through " + value.kind());
        };
    }

    private JsonObject in(JsonObject object, List<String> rest) {
        Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
        String name = rest.getFirst();
        JsonValue old = members.get(name);
        if (rest.size() > 1 && old != null) {
            members.put(name, in(old, rest.subList(1, rest.size())));
        } else if (value.isPresent()) {
            members.put(name, value.get());
        } else {
            members.remove(name);
        }
        return new JsonObject(members);
    }

    private JsonArray in(JsonArray array, List<String> rest) {
        List<JsonValue> items = new ArrayList<>(array.items());
        int position = Integer.parseInt(rest.getFirst());
        if (rest.size() > 1) {
            items.set(position, in(items.get(position), rest.subList(1, rest.size())));
        } else if (value.isEmpty()) {
            items.remove(position);
        } else if (position == items.size()) {
            items.add(value.get());
        } else {
            items.set(position, value.get());
        }
        return new JsonArray(items);
    }

    /** What stands at a path; empty when nothing does. */
    static Optional<JsonValue> at(JsonValue document, List<String> path) {
        JsonValue value = document;
        for (String part : path) {
            Optional<JsonValue> next = switch (value) {
                case JsonObject object -> Optional.ofNullable(object.members().get(part));
                case JsonArray array ->
                    Optional.of(Integer.parseInt(part))
                            .filter(position -> position < array.items().size())
                            .map(array.items()::get);
                default -> Optional.empty();
            };
            if (next.isEmpty()) {
                return next;
            }
            value = next.get();
        }
        return Optional.of(value);
    }
}
