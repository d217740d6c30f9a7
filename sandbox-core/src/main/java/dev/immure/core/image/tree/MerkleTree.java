package dev.immure.core.image.tree;

import dev.immure.core.image.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The Merkle Tree Hash of a list (RFC 6962, section 2.1) with SHA-256, one leaf after the other in memory that grows with
 * the logarithm of their number. Leaves and nodes are hashed under different prefixes, so that none passes for the other.
 */
final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** A complete subtree. */
    private record Subtree(long leaves, Sha256 hash) {}

    private final MessageDigest hash = Digest.sha256();
    private final Deque<Subtree> complete = new ArrayDeque<>();
    private final ByteBuffer node = ByteBuffer.allocate(2 * Sha256.BYTES);

    void add(byte[] leaf, int length) {
        hash.update(LEAF);
        hash.update(leaf, 0, length);
        Subtree last = new Subtree(1, Sha256.of(hash.digest()));
        while (!complete.isEmpty() && complete.peek().leaves() == last.leaves()) {
            Subtree left = complete.pop();
            last = new Subtree(2 * last.leaves(), join(left.hash(), last.hash()));
        }
        complete.push(last);
    }

    /** To be asked once. The hash of the empty list is that of nothing. */
    Digest root() {
        if (complete.isEmpty()) {
            return Digest.ofHash(hash.digest());
        }
        Sha256 root = complete.pop().hash();
        while (!complete.isEmpty()) {
            root = join(complete.pop().hash(), root);
        }
        return root.digest();
    }

    private Sha256 join(Sha256 left, Sha256 right) {
        node.clear();
        left.write(node);
        right.write(node);
        hash.update(NODE);
        hash.update(node.array());
        return Sha256.of(hash.digest());
    }
}
