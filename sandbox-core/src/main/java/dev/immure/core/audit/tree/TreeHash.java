package dev.immure.core.audit.tree;

import dev.immure.core.image.Digest;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Hashes of a Merkle tree (RFC 6962, section 2.1), with SHA-256. */
public final class TreeHash {
    /** Root of the tree without leaves: SHA-256 of nothing. */
    public static final Digest EMPTY = Digest.of(new byte[0]);

    /** Leaves and nodes are hashed with different first bytes, so that none can be passed off as the other. */
    private static final byte LEAF = 0;

    private static final byte NODE = 1;

    private TreeHash() {}

    /** Of one entry. */
    public static Digest leaf(byte[] entry) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(LEAF);
        return Digest.ofHash(sha256.digest(entry));
    }

    /** Of two subtrees side by side. */
    public static Digest node(Digest left, Digest right) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(NODE);
        sha256.update(bytes(left));
        return Digest.ofHash(sha256.digest(bytes(right)));
    }

    static byte[] bytes(Digest digest) {
        return HexFormat.of().parseHex(digest.hex());
    }
}
