package dev.immure.core.audit;

import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.RecordLine.Reading.Sound;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.ConsistencyProof;
import dev.immure.core.audit.tree.InclusionProof;
import dev.immure.core.audit.tree.NoteKey;
import dev.immure.core.audit.tree.TreeHash;
import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What can be shown to somebody who does not have the log. */
public sealed interface AuditEvidence {
    /**
     * What is wrong with it; empty when it holds.
     *
     * @param keys that may have signed; none when only what is computed is to be checked
     */
    Optional<Broken> flaw(Collection<NoteKey> keys);

    /**
     * That records are among those that a checkpoint covers.
     *
     * @param checkpoint as it was signed
     * @param records at least one
     */
    record Inclusion(Checkpoint checkpoint, List<Proven> records) implements AuditEvidence {
        public Inclusion {
            Objects.requireNonNull(checkpoint, "checkpoint is null");
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("it proves nothing");
            }
        }

        @Override
        public Optional<Broken> flaw(Collection<NoteKey> keys) {
            if (!keys.isEmpty() && keys.stream().noneMatch(checkpoint::isSignedBy)) {
                return Optional.of(
                        new Broken(AuditFault.CHECKPOINT_SIGNATURE, 0, 0, "the checkpoint is not signed by the key"));
            }
            return records.stream()
                    .filter(record -> !record.isIn(checkpoint))
                    .map(record -> new Broken(
                            AuditFault.PROOF,
                            0,
                            record.proof().index() + 1,
                            "the path of this record does not lead to the root that was signed"))
                    .findFirst();
        }
    }

    /**
     * A record and its path.
     *
     * @param record its line without the newline
     */
    record Proven(String record, InclusionProof proof) {
        public Proven {
            Objects.requireNonNull(record, "record is null");
            Objects.requireNonNull(proof, "proof is null");
        }

        private boolean isIn(Checkpoint checkpoint) {
            byte[] line = record.getBytes(StandardCharsets.UTF_8);
            return proof.size() == checkpoint.size()
                    && RecordLine.read(line) instanceof Sound sound
                    && sound.record().sequence() == proof.index() + 1
                    && proof.root(TreeHash.leaf(line))
                            .filter(checkpoint.root()::equals)
                            .isPresent();
        }
    }

    /**
     * That the log of one size is the beginning of the same log at another.
     *
     * @param first root of the smaller tree
     * @param second root of the larger
     */
    record Consistency(Digest first, Digest second, ConsistencyProof proof) implements AuditEvidence {
        public Consistency {
            Objects.requireNonNull(first, "first is null");
            Objects.requireNonNull(second, "second is null");
            Objects.requireNonNull(proof, "proof is null");
        }

        @Override
        public Optional<Broken> flaw(Collection<NoteKey> keys) {
            return proof.holds(first, second)
                    ? Optional.empty()
                    : Optional.of(new Broken(
                            AuditFault.PROOF, 0, 0, "the path does not lead from the one root to the other"));
        }
    }
}
