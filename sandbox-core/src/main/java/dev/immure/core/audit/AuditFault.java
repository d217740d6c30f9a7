package dev.immure.core.audit;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Ways in which the audit log or a receipt cannot be written, and flaws that {@link AuditVerifier} finds. */
public enum AuditFault implements FaultCode {
    /** The directory cannot be made or opened. */
    DIRECTORY("IMM-AUDIT-DIRECTORY", FaultKind.HOST),
    /** A symbolic link stands on the way to the directory, or under the name of one of its files. */
    SYMBOLIC_LINK("IMM-AUDIT-SYMLINK", FaultKind.HOST),
    /** Directory or file belongs to another user. */
    OWNER("IMM-AUDIT-OWNER", FaultKind.HOST),
    /** Directory or file is open to group or others. */
    PERMISSIONS("IMM-AUDIT-PERMISSIONS", FaultKind.HOST),
    /** A file of the log is no regular file, or has a second name (hard link). */
    FILE_KIND("IMM-AUDIT-KIND", FaultKind.HOST),
    /** Another process held the lock all the time. */
    BUSY("IMM-AUDIT-BUSY", FaultKind.HOST),
    /** A system call on the log failed. */
    IO("IMM-AUDIT-IO", FaultKind.HOST),
    /** The events of one call would not fit into the bound of a line. */
    TOO_LARGE("IMM-AUDIT-TOO-LARGE", FaultKind.INPUT),

    /** A pointer that is to mask secrets is malformed, or the facts could not be masked. */
    MASK("IMM-AUDIT-MASK", FaultKind.USAGE),
    /** Facts that a record names are not there. */
    FACTS_MISSING("IMM-AUDIT-FACTS-MISSING", FaultKind.INPUT),
    /** A file of facts holds other bytes than it is named after. */
    FACTS_CHANGED("IMM-AUDIT-FACTS-CHANGED", FaultKind.INPUT),

    /** There is no log in this directory. */
    LOG_MISSING("IMM-AUDIT-MISSING", FaultKind.INPUT),
    /** Not a record at all. */
    MALFORMED("IMM-AUDIT-MALFORMED", FaultKind.INPUT),
    /** The bytes of a record do not have the hash it carries. */
    CHANGED("IMM-AUDIT-CHANGED", FaultKind.INPUT),
    /** A record is right in itself but does not continue the one before it: one of the two was written anew. */
    REPLACED("IMM-AUDIT-REPLACED", FaultKind.INPUT),
    /** A record is missing between two others. */
    REMOVED("IMM-AUDIT-REMOVED", FaultKind.INPUT),
    /** A record stands later than its sequence says. */
    REORDERED("IMM-AUDIT-REORDERED", FaultKind.INPUT),
    /** A record stands there a second time. */
    REPEATED("IMM-AUDIT-REPEATED", FaultKind.INPUT),
    /** The log ends before the record that its head names. */
    TRUNCATED("IMM-AUDIT-TRUNCATED", FaultKind.INPUT),
    /** The head file is gone. */
    HEAD_MISSING("IMM-AUDIT-HEAD-MISSING", FaultKind.INPUT),
    /** The head file is not what Immure writes. */
    HEAD_MALFORMED("IMM-AUDIT-HEAD-MALFORMED", FaultKind.INPUT),
    /** The head file names a record that this log does not have, or lags behind it. */
    HEAD_MISMATCH("IMM-AUDIT-HEAD-MISMATCH", FaultKind.INPUT),
    /** A record names another Merkle tree than the records before it make. */
    TREE("IMM-AUDIT-TREE", FaultKind.INPUT),
    /** A signed checkpoint covers records that this log does not have, or others. */
    CHECKPOINT("IMM-AUDIT-CHECKPOINT", FaultKind.INPUT),
    /** A checkpoint is not signed by the key, or there is none. */
    CHECKPOINT_SIGNATURE("IMM-AUDIT-CHECKPOINT-SIGNATURE", FaultKind.INPUT),
    /** A file is not the checkpoint, key or proof that it should be. */
    CHECKPOINT_MALFORMED("IMM-AUDIT-CHECKPOINT-MALFORMED", FaultKind.INPUT),
    /** The key that signs checkpoints cannot be made, read or used. */
    KEY("IMM-AUDIT-KEY", FaultKind.HOST),
    /** What is asked for cannot be proven from the records that are there. */
    UNPROVABLE("IMM-AUDIT-UNPROVABLE", FaultKind.INPUT),
    /** A proof does not lead to the root that was signed. */
    PROOF("IMM-AUDIT-PROOF", FaultKind.INPUT),
    /** A position noted elsewhere, such as in a receipt, is not in this log. */
    POSITION_MISMATCH("IMM-AUDIT-POSITION", FaultKind.INPUT),

    /** A receipt or meta file cannot be put where it was asked for. */
    OUTPUT_TARGET("IMM-AUDIT-OUTPUT-TARGET", FaultKind.HOST),
    /** A system call on a receipt or meta file failed. */
    OUTPUT_IO("IMM-AUDIT-OUTPUT-IO", FaultKind.HOST);

    private final String id;
    private final FaultKind kind;

    AuditFault(String id, FaultKind kind) {
        this.id = id;
        this.kind = kind;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return kind;
    }
}
