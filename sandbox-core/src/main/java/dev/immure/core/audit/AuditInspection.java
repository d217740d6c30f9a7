package dev.immure.core.audit;

import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.Frontier;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link AuditVerifier} found, and what else it learned on the way.
 *
 * @param removed tree of the records that are gone, as the first segment that is there names it; empty when none are
 * @param removedThrough the last record that the log says was let go; 0 for none
 * @param tree of all records up to the last one, or up to a flaw
 * @param checkpoints how many there are
 * @param newest the one that covers most
 * @param signed whether each was found signed by one of the keys that were given; false when none was given
 */
public record AuditInspection(
        AuditVerification verification,
        Frontier removed,
        long removedThrough,
        Frontier tree,
        int checkpoints,
        Optional<Checkpoint> newest,
        boolean signed) {
    public AuditInspection {
        Objects.requireNonNull(verification, "verification is null");
        Objects.requireNonNull(removed, "removed is null");
        Objects.requireNonNull(tree, "tree is null");
        Objects.requireNonNull(newest, "newest is null");
    }

    static AuditInspection broken(AuditFault code, long sequence, String why) {
        return new AuditInspection(
                new AuditVerification.Broken(code, 0, sequence, why),
                Frontier.EMPTY,
                0,
                Frontier.EMPTY,
                0,
                Optional.empty(),
                false);
    }
}
