package dev.immure.core.json;

/**
 * How much of a JSON document is read before it is refused.
 *
 * @param bytes size of the document
 * @param depth levels of nesting, the document itself being level 1; at most 500, since the reader recurses
 * @param values of any kind, objects and arrays included: bounds the memory for the tree
 */
public record JsonLimits(int bytes, int depth, int values) {
    public JsonLimits {
        if (bytes < 1 || depth < 1 || depth > 500 || values < 1) {
            throw new IllegalArgumentException("limits are positive, and depth is at most 500");
        }
    }
}
