package dev.immure.core.json;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of a JSON document is read before it is refused.
 *
 * @param bytes size of the document
 * @param depth levels of nesting, the document itself being level 1; at most 500, since the reader recurses
 * @param values of any kind, objects and arrays included: bounds the memory for the tree
 * @param items of arrays that are members of the document itself, by their names; they are counted while they are read
 */
public record JsonLimits(int bytes, int depth, int values, Map<String, Integer> items) {
    public JsonLimits {
        items = Map.copyOf(items);
        if (bytes < 1 || depth < 1 || depth > 500 || values < 1) {
            throw new IllegalArgumentException("limits are positive, and depth is at most 500");
        }
    }

    public JsonLimits(int bytes, int depth, int values) {
        this(bytes, depth, values, Map.of());
    }

    /** The same, and at most so many items in the array {@code member}. */
    public JsonLimits withItems(String member, int most) {
        Map<String, Integer> more = new HashMap<>(items);
        more.put(member, most);
        return new JsonLimits(bytes, depth, values, more);
    }
}
