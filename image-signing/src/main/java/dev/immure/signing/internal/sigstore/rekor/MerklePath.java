package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Hashes of a log's tree (RFC 6962, 2.1; the walk is that of RFC 9162, 2.1.3.2). */
final class MerklePath {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private MerklePath() {}

    /** The root that the proof leads to, or empty when it has not the length of a path in a tree of that size. */
    static Optional<Bytes> root(byte[] leaf, long index, long treeSize, List<Bytes> path) {
        if (index < 0 || index >= treeSize) {
            return Optional.empty();
        }
        long node = index;
        long last = treeSize - 1;
        byte[] hash = leafHash(leaf);
        for (Bytes sibling : path) {
            if (last == 0) {
                return Optional.empty();
            }
            if ((node & 1) == 1 || node == last) {
                hash = nodeHash(sibling.toArray(), hash);
                // A last node without a sibling is carried up as it is, to the level where it is a right child.
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = nodeHash(hash, sibling.toArray());
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(Bytes.of(hash)) : Optional.empty();
    }

    /** Leaves and nodes are hashed with different first bytes, so that none can be passed off as the other. */
    static byte[] leafHash(byte[] leaf) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(LEAF);
        return sha256.digest(leaf);
    }

    static byte[] nodeHash(byte[] left, byte[] right) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(NODE);
        sha256.update(left);
        return sha256.digest(right);
    }
}
