package dev.immure.core.audit.tree;

import dev.immure.core.image.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * That one tree is the beginning of another (RFC 6962, section 2.1.2).
 *
 * @param first leaves of the smaller tree, 1 at least
 * @param second leaves of the larger
 * @param path empty when both are one
 */
public record ConsistencyProof(long first, long second, List<Digest> path) {
    public ConsistencyProof {
        path = List.copyOf(path);
        if (first < 1 || first > second) {
            throw new IllegalArgumentException("from 1 to " + second + " leaves, not " + first);
        }
    }

    /** Whether it leads from one root to the other (RFC 9162, section 2.1.4.2). */
    public boolean holds(Digest firstRoot, Digest secondRoot) {
        if (first == second) {
            return path.isEmpty() && firstRoot.equals(secondRoot);
        }
        List<Digest> hashes = new ArrayList<>(path);
        if (Long.bitCount(first) == 1) {
            hashes.addFirst(firstRoot);
        }
        if (hashes.isEmpty()) {
            return false;
        }
        long node = first - 1;
        long last = second - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        Digest old = hashes.getFirst();
        Digest now = old;
        for (Digest hash : hashes.subList(1, hashes.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = TreeHash.node(hash, old);
                now = TreeHash.node(hash, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = TreeHash.node(now, hash);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && old.equals(firstRoot) && now.equals(secondRoot);
    }
}
