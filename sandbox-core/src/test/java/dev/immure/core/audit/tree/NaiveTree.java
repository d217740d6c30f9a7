package dev.immure.core.audit.tree;

import dev.immure.core.image.Digest;
import java.util.ArrayList;
import java.util.List;

/** RFC 6962, section 2.1, as its definitions read: recursive, over all leaves, with nothing kept. */
final class NaiveTree {
    private NaiveTree() {}

    /** MTH. */
    static Digest root(List<Digest> leaves) {
        if (leaves.isEmpty()) {
            return Digest.of(new byte[0]);
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = split(leaves.size());
        return TreeHash.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
    }

    /** PATH. */
    static List<Digest> path(int m, List<Digest> leaves) {
        List<Digest> path = new ArrayList<>();
        if (leaves.size() > 1) {
            int k = split(leaves.size());
            List<Digest> left = leaves.subList(0, k);
            List<Digest> right = leaves.subList(k, leaves.size());
            path.addAll(m < k ? path(m, left) : path(m - k, right));
            path.add(root(m < k ? right : left));
        }
        return path;
    }

    /** SUBPROOF. */
    static List<Digest> proof(int m, List<Digest> leaves, boolean whole) {
        List<Digest> proof = new ArrayList<>();
        if (m == leaves.size()) {
            if (!whole) {
                proof.add(root(leaves));
            }
            return proof;
        }
        int k = split(leaves.size());
        List<Digest> left = leaves.subList(0, k);
        List<Digest> right = leaves.subList(k, leaves.size());
        proof.addAll(m <= k ? proof(m, left, whole) : proof(m - k, right, false));
        proof.add(root(m <= k ? right : left));
        return proof;
    }

    private static int split(int n) {
        int k = 1;
        while (2 * k < n) {
            k *= 2;
        }
        return k;
    }
}
