package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.ConsistencyProof;
import dev.immure.core.audit.tree.Frontier;
import dev.immure.core.audit.tree.InclusionProof;
import dev.immure.core.audit.tree.NoteKey;
import dev.immure.core.audit.tree.Span;
import dev.immure.core.audit.tree.SpanHashes;
import dev.immure.core.audit.tree.TreeHash;
import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Makes proofs of a log by reading it; of the log itself they need the root that a checkpoint carries, and no more. */
public final class AuditProofs {
    /** Records in one proof: a run has four. */
    private static final int MOST = 64;

    private final Path log;
    private final Collection<NoteKey> keys;

    /**
     * Proofs of a log.
     *
     * @param keys that sign its checkpoints; none when nobody is to look at signatures
     */
    public AuditProofs(Path log, Collection<NoteKey> keys) {
        this.log = log;
        this.keys = List.copyOf(keys);
    }

    /**
     * That these records are covered by the newest checkpoint.
     *
     * @param on what was asked for, for messages
     * @throws ImmureException {@link AuditFault#UNPROVABLE} when there is no such record or no checkpoint that covers all
     *     of them; the flaw when the log is broken
     */
    public AuditEvidence.Inclusion inclusion(String on, Predicate<AuditRecord> wanted) {
        List<AuditRecord> found = new ArrayList<>();
        AuditInspection inspection = read(record -> {
            if (found.size() < MOST && wanted.test(record)) {
                found.add(record);
            }
        });
        if (found.isEmpty()) {
            throw unprovable(on, "the log has no such record", "List the records with `immure audit show`");
        }
        long last = found.getLast().sequence();
        Checkpoint checkpoint = inspection
                .newest()
                .filter(newest -> newest.size() >= last)
                .orElseThrow(() -> unprovable(
                        on, "no checkpoint covers record " + last, "Sign one first with `immure audit checkpoint`"));
        return new AuditEvidence.Inclusion(checkpoint, proven(found, checkpoint.size(), inspection.removed()));
    }

    private List<AuditEvidence.Proven> proven(List<AuditRecord> records, long size, Frontier removed) {
        List<SpanHashes> paths = records.stream()
                .map(record -> new SpanHashes(Span.path(record.sequence() - 1, size), removed))
                .toList();
        read(record -> {
            if (record.sequence() <= size) {
                paths.forEach(path -> path.add(record.sequence() - 1, leaf(record)));
            }
        });
        List<AuditEvidence.Proven> proven = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            AuditRecord record = records.get(i);
            List<Digest> path = paths.get(i).hashes().orElseThrow(() -> gone("record " + record.sequence()));
            proven.add(new AuditEvidence.Proven(record.json(), new InclusionProof(record.sequence() - 1, size, path)));
        }
        return proven;
    }

    /**
     * That the log of the first so many records is the beginning of that of more.
     *
     * @param first 1 at least
     * @param second no smaller, and no larger than the log
     * @throws ImmureException {@link AuditFault#UNPROVABLE} when the log has not so many records, or not any more those
     *     that are needed; the flaw when it is broken
     */
    public AuditEvidence.Consistency consistency(long first, long second) {
        String on = first + " and " + second + " records";
        if (first < 1 || second < first) {
            throw unprovable(on, "the first is from 1 to the second", "Give the smaller number first");
        }
        Frontier removed = read(record -> {}).removed();
        SpanHashes path = new SpanHashes(first == second ? List.of() : Span.consistency(first, second), removed);
        Roots roots = new Roots(first, second, removed);
        read(record -> {
            if (record.sequence() <= second) {
                path.add(record.sequence() - 1, leaf(record));
                roots.add(leaf(record));
            }
        });
        if (first < removed.size()) {
            throw gone(on);
        }
        Digest secondRoot = roots.second()
                .orElseThrow(
                        () -> unprovable(on, "the log has fewer records", "See how many with `immure audit verify`"));
        List<Digest> hashes = path.hashes().orElseThrow(() -> gone(on));
        return new AuditEvidence.Consistency(
                roots.first().orElseThrow(() -> gone(on)), secondRoot, new ConsistencyProof(first, second, hashes));
    }

    private AuditInspection read(Consumer<AuditRecord> visitor) {
        AuditInspection inspection = AuditVerifier.inspect(log, keys, List.of(), visitor);
        if (inspection.verification() instanceof Broken broken) {
            throw new ImmureException(broken.fault());
        }
        return inspection;
    }

    private static Digest leaf(AuditRecord record) {
        return TreeHash.leaf(record.json().getBytes(StandardCharsets.US_ASCII));
    }

    private static ImmureException gone(String on) {
        return unprovable(
                on, "records that the proof needs were let go", "Take the log from a copy that still has them");
    }

    private static ImmureException unprovable(String on, String why, String remedy) {
        return new ImmureException(new Fault(AuditFault.UNPROVABLE, "cannot prove", on, why, remedy));
    }

    /** The roots at two sizes, while the tree grows. */
    private static final class Roots {
        private final long firstSize;
        private final long secondSize;
        private Frontier tree;
        private Optional<Digest> first = Optional.empty();
        private Optional<Digest> second = Optional.empty();

        Roots(long firstSize, long secondSize, Frontier start) {
            this.firstSize = firstSize;
            this.secondSize = secondSize;
            this.tree = start;
            look();
        }

        void add(Digest leaf) {
            tree = tree.plus(leaf);
            look();
        }

        private void look() {
            first = tree.size() == firstSize ? Optional.of(tree.root()) : first;
            second = tree.size() == secondSize ? Optional.of(tree.root()) : second;
        }

        Optional<Digest> first() {
            return first;
        }

        Optional<Digest> second() {
            return second;
        }
    }
}
