package dev.immure.core.image.tree;

import dev.immure.core.image.Digest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * What stands for a whole tree.
 *
 * @param root of the Merkle tree over its entries
 * @param entries how many there are, the root directory included
 * @param sealed whether fs-verity guards its files: all that their owner may read
 */
public record TreeRecord(Digest root, long entries, boolean sealed) {
    public TreeRecord {
        Objects.requireNonNull(root, "root is null");
        if (entries < 1) {
            throw new IllegalArgumentException("a tree has its root at least");
        }
    }

    /** The root of the tree whose leaves are the roots of others. */
    public static Digest rootOf(List<Digest> roots) {
        MerkleTree tree = new MerkleTree();
        for (Digest root : roots) {
            byte[] leaf = HexFormat.of().parseHex(root.hex());
            tree.add(leaf, leaf.length);
        }
        return tree.root();
    }
}
