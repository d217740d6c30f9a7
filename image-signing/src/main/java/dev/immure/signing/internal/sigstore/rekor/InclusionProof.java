package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * The way from an entry to the root of the log's tree (RFC 6962, 2.1.1).
 *
 * @param index of the leaf in the tree, from 0
 * @param checkpoint the log's signed word about the tree; bundles of 0.1 may lack it
 */
public record InclusionProof(
        long index, long treeSize, Bytes rootHash, List<Bytes> hashes, Optional<String> checkpoint) {
    /** A tree with more leaves than fit into 63 bits has no longer path. */
    public static final int MAX_HASHES = 63;

    public InclusionProof {
        hashes = List.copyOf(hashes);
    }
}
