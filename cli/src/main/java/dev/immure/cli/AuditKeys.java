package dev.immure.cli;

import dev.immure.core.audit.EvidenceFile;
import dev.immure.core.audit.tree.NoteKey;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Who may have signed the checkpoints of a log. */
final class AuditKeys {
    private static final int MAX_BYTES = 4096;

    @Option(
            names = "--key",
            paramLabel = "PUB.pem",
            description =
                    "Checkpoints must be signed by this Ed25519 key, or by another one that is given; from a place"
                            + " that whoever keeps the log cannot write. Default: the key beside the log, if it is there.")
    private List<Path> files = new ArrayList<>();

    /** Whether the user said whose signatures count. */
    boolean given() {
        return !files.isEmpty();
    }

    /** Those that were given. */
    List<NoteKey> read() {
        return files.stream().map(AuditKeys::read).toList();
    }

    /** Those that were given, or else the host's own; none when it has none. */
    List<NoteKey> read(Configuration configuration) {
        Path own = EvidenceFile.keyOf(configuration.audit(), configuration.recording());
        boolean there = files.isEmpty() && Files.exists(own, LinkOption.NOFOLLOW_LINKS);
        return there ? List.of(read(own)) : read();
    }

    private static NoteKey read(Path file) {
        return EvidenceFile.key(SmallFile.RELIED_UPON.read(file, MAX_BYTES), file);
    }
}
