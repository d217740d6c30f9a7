package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.tree.Checkpoint;
import dev.immure.core.audit.tree.Frontier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The signed checkpoints of a log, each in a file {@code checkpoints/<size>} named after the records it covers. */
final class CheckpointFolder {
    static final String NAME = "checkpoints";

    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final AuditDirectory directory;

    CheckpointFolder(AuditDirectory directory) {
        this.directory = directory;
    }

    /** How many records each covers, ascending. */
    NavigableSet<Long> sizes() {
        List<String> names = directory.names(NAME);
        NavigableSet<Long> sizes = new TreeSet<>();
        names.stream().filter(name -> SIZE.matcher(name).matches()).forEach(name -> sizes.add(Long.valueOf(name)));
        return sizes;
    }

    /** @throws ImmureException {@link AuditFault#CHECKPOINT_MALFORMED} */
    Optional<Checkpoint> read(long size) {
        return directory
                .readFile(NAME, Long.toString(size), Checkpoint.MAX_BYTES + 1)
                .map(bytes -> parse(bytes, size));
    }

    /**
     * Signs the tree, on disk when this returns. The same tree gives the same bytes, so that a crash in between does not
     * matter.
     *
     * @throws ImmureException {@link AuditFault#CHECKPOINT} when one for more records is there: the log was cut or put
     *     back, and a second history must not be signed
     */
    Checkpoint write(Frontier tree, CheckpointKey key) {
        Checkpoint made = Checkpoint.sign(tree, key.verifier(), key::sign);
        NavigableSet<Long> sizes = sizes();
        if (!sizes.isEmpty() && sizes.last() > tree.size()) {
            throw refusal(sizes.last(), "the log has only " + tree.size() + " records: it was cut, or put back");
        }
        Optional<Checkpoint> there = whole(tree.size());
        if (there.isPresent() && !there.get().root().equals(made.root())) {
            throw refusal(tree.size(), "it was signed for other records than the log has");
        }
        Optional<Checkpoint> signed = there.filter(checkpoint -> checkpoint.isSignedBy(key.verifier()));
        if (signed.isEmpty()) {
            directory.writeFile(NAME, Long.toString(tree.size()), made.note().getBytes(StandardCharsets.UTF_8));
        }
        return signed.orElse(made);
    }

    /** What is no checkpoint is written again. */
    private Optional<Checkpoint> whole(long size) {
        try {
            return read(size);
        } catch (ImmureException e) {
            return Optional.empty();
        }
    }

    private Checkpoint parse(byte[] bytes, long size) {
        String why = "it covers another number of records";
        try {
            Checkpoint checkpoint = Checkpoint.parse(bytes);
            if (checkpoint.size() == size) {
                return checkpoint;
            }
        } catch (IllegalArgumentException e) {
            why = String.valueOf(e.getMessage());
        }
        throw new ImmureException(new Fault(
                AuditFault.CHECKPOINT_MALFORMED,
                "cannot use the checkpoint",
                NAME + "/" + size,
                why,
                "Take it from a copy of the log, or remove the file"));
    }

    private static ImmureException refusal(long size, String why) {
        return new ImmureException(new Fault(
                AuditFault.CHECKPOINT,
                "cannot go on behind the checkpoint",
                NAME + "/" + size,
                why,
                "Keep the directory as evidence, compare it with receipts and copies, and start a new one"));
    }
}
