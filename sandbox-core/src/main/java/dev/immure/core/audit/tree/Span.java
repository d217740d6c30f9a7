package dev.immure.core.audit.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * Leaves of a tree whose common hash stands in a proof.
 *
 * @param first from 0
 * @param end the first one after them
 */
public record Span(long first, long end) {
    public Span {
        if (first < 0 || end <= first) {
            throw new IllegalArgumentException("one leaf at least");
        }
    }

    /** The path of leaf {@code index} in the tree of {@code size} leaves, from the leaf upwards (RFC 6962, 2.1.1). */
    public static List<Span> path(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
        List<Span> path = new ArrayList<>();
        Span tree = new Span(0, size);
        while (tree.end - tree.first > 1) {
            long middle = tree.middle();
            Span left = new Span(tree.first, middle);
            Span right = new Span(middle, tree.end);
            path.addFirst(index < middle ? right : left);
            tree = index < middle ? left : right;
        }
        return path;
    }

    /** What leads from the tree of {@code first} leaves to that of {@code second} (RFC 6962, 2.1.2). */
    public static List<Span> consistency(long first, long second) {
        if (first < 1 || first > second) {
            throw new IllegalArgumentException("from 1 to " + second + " leaves, not " + first);
        }
        List<Span> path = new ArrayList<>();
        Span tree = new Span(0, second);
        boolean whole = true;
        while (first != tree.end) {
            long middle = tree.middle();
            Span left = new Span(tree.first, middle);
            Span right = new Span(middle, tree.end);
            if (first <= middle) {
                path.addFirst(right);
                tree = left;
            } else {
                path.addFirst(left);
                tree = right;
                whole = false;
            }
        }
        if (!whole) {
            path.addFirst(tree);
        }
        return path;
    }

    /** Where the right part begins: the largest power of two that is smaller than the number of leaves goes left. */
    private long middle() {
        return first + Long.highestOneBit(end - first - 1);
    }
}
