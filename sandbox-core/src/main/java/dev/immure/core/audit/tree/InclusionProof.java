package dev.immure.core.audit.tree;

import dev.immure.core.image.Digest;
import java.util.List;
import java.util.Optional;

/**
 * That a leaf is in a tree (RFC 6962, section 2.1.1).
 *
 * @param index of the leaf, from 0
 * @param size of the tree, in leaves
 * @param path hashes from the leaf upwards
 */
public record InclusionProof(long index, long size, List<Digest> path) {
    public InclusionProof {
        path = List.copyOf(path);
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
        }
    }

    /** The root it leads to from this leaf; empty when the path has not the length of one in such a tree (RFC 9162, 2.1.3.2). */
    public Optional<Digest> root(Digest leaf) {
        long node = index;
        long last = size - 1;
        Digest hash = leaf;
        for (Digest sibling : path) {
            if (last == 0) {
                return Optional.empty();
            }
            if ((node & 1) == 1 || node == last) {
                hash = TreeHash.node(sibling, hash);
                // A last node without a sibling is carried up as it is, to the level where it is a right child.
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHash.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(hash) : Optional.empty();
    }
}
