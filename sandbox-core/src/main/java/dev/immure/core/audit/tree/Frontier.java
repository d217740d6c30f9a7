package dev.immure.core.audit.tree;

import dev.immure.core.image.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is needed of a tree to add leaves and to tell its root: the roots of the complete subtrees that its leaves
 * fall into from the left, one for each bit of their number that is set (RFC 6962, section 2.1: the largest power of two
 * goes left). The work and the memory for one more leaf grow with the logarithm of their number.
 *
 * @param size leaves so far
 * @param subtrees largest first
 */
public record Frontier(long size, List<Digest> subtrees) {
    /** Of the tree without leaves. */
    public static final Frontier EMPTY = new Frontier(0, List.of());

    public Frontier {
        subtrees = List.copyOf(subtrees);
        if (size < 0 || Long.bitCount(size) != subtrees.size()) {
            throw new IllegalArgumentException("one subtree for each bit of the number of leaves");
        }
    }

    /** With one more leaf, given by its hash. */
    public Frontier plus(Digest leaf) {
        List<Digest> grown = new ArrayList<>(subtrees);
        grown.add(leaf);
        // Like the carries of a binary counter: two of a size make one of the next.
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            Digest right = grown.removeLast();
            grown.add(TreeHash.node(grown.removeLast(), right));
        }
        return new Frontier(Math.incrementExact(size), grown);
    }

    /** The root. */
    public Digest root() {
        if (subtrees.isEmpty()) {
            return TreeHash.EMPTY;
        }
        Digest root = subtrees.getLast();
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = TreeHash.node(subtrees.get(i), root);
        }
        return root;
    }

    /** The subtrees that lie in the leaves from {@code first} on; {@code first} must be where one of them begins. */
    List<Digest> from(long first) {
        long start = 0;
        int index = 0;
        for (long bit = Long.highestOneBit(size); start < first; bit = Long.highestOneBit(size - start)) {
            start += bit;
            index++;
        }
        if (start != first) {
            throw new IllegalArgumentException("no subtree begins at leaf " + first);
        }
        return subtrees.subList(index, subtrees.size());
    }
}
