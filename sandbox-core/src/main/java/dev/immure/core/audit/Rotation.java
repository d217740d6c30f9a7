package dev.immure.core.audit;

import dev.immure.core.audit.tree.Frontier;
import java.util.Objects;

/**
 * What a {@code log.rotated} record says, the first of its own in each segment but the first: where the log stood before
 * the segment. Chain and tree can go on from here when all before is gone.
 *
 * @param after the last record of the segment before
 * @param tree of all records up to it
 */
record Rotation(AuditPosition after, Frontier tree) implements LogNote {
    static final String TYPE = "log.rotated";

    Rotation {
        Objects.requireNonNull(tree, "tree is null");
        if (after.sequence() != tree.size() || after.sequence() < 1) {
            throw new IllegalArgumentException("a tree with one leaf for each record");
        }
    }

    @Override
    public String type() {
        return TYPE;
    }
}
