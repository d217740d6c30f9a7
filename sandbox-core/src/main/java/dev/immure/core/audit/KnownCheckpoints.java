package dev.immure.core.audit;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.Frontier;
import dev.immure.core.audit.tree.NoteKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a log, ticked off while its tree grows to the size of each. */
final class KnownCheckpoints {
    private final Map<Long, Checkpoint> all = new TreeMap<>();
    private final TreeMap<Long, Checkpoint> open = new TreeMap<>();
    private final Set<Long> names = new HashSet<>();
    private final Collection<NoteKey> keys;
    private @Nullable Broken flaw;

    private KnownCheckpoints(Collection<NoteKey> keys) {
        this.keys = keys;
    }

    /** Those in the folder, whose signatures must be by one of the keys when there are any. */
    static KnownCheckpoints read(AuditDirectory directory, Collection<NoteKey> keys) {
        KnownCheckpoints known = new KnownCheckpoints(keys);
        CheckpointFolder folder = new CheckpointFolder(directory);
        for (long size : folder.sizes()) {
            known.names.add(size);
            try {
                folder.read(size).ifPresent(known::add);
            } catch (ImmureException e) {
                known.note(
                        AuditFault.CHECKPOINT_MALFORMED,
                        size,
                        "checkpoint " + size + ": " + e.fault().why());
            }
        }
        return known;
    }

    private void add(Checkpoint checkpoint) {
        all.put(checkpoint.size(), checkpoint);
        open.put(checkpoint.size(), checkpoint);
        if (!keys.isEmpty() && keys.stream().noneMatch(checkpoint::isSignedBy)) {
            note(
                    AuditFault.CHECKPOINT_SIGNATURE,
                    checkpoint.size(),
                    "checkpoint " + checkpoint.size() + " is not signed by the key");
        }
    }

    /** The tree as it is at the start of what can be read: what is smaller cannot be computed any more. */
    void startAt(Frontier tree) {
        open.headMap(tree.size()).clear();
        reach(tree);
    }

    /** The tree has grown to this. */
    void reach(Frontier tree) {
        if (open.isEmpty() || open.firstKey() != tree.size()) {
            return;
        }
        Checkpoint checkpoint = open.pollFirstEntry().getValue();
        if (!checkpoint.root().equals(tree.root())) {
            note(
                    AuditFault.CHECKPOINT,
                    tree.size(),
                    "checkpoint " + tree.size() + " was signed for other records than the log has");
        }
    }

    /** To be asked when the log has come to its end. */
    Optional<Broken> flaw() {
        if (flaw == null && !open.isEmpty()) {
            long size = open.firstKey();
            return Optional.of(new Broken(
                    AuditFault.CHECKPOINT, 0, size, "checkpoint " + size + " covers more records than the log has"));
        }
        return Optional.ofNullable(flaw);
    }

    boolean has(long size) {
        return names.contains(size);
    }

    int count() {
        return all.size();
    }

    Optional<Checkpoint> newest() {
        return all.values().stream().reduce((first, second) -> second);
    }

    private void note(AuditFault code, long sequence, String why) {
        if (flaw == null) {
            flaw = new Broken(code, 0, sequence, why);
        }
    }
}
