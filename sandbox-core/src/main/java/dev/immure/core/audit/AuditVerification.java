package dev.immure.core.audit;

import dev.immure.core.Fault;
import java.util.Objects;

/** What {@link AuditVerifier} found. */
public sealed interface AuditVerification {
    /**
     * Every record is there, in its place, with its own hash, and the head names the last one.
     *
     * @param records how many, from 0
     * @param last where the log ends; worth noting outside this machine
     * @param beyondHead records at the end that the head does not name yet: a crash fell between the two writes
     * @param unfinishedBytes bytes after the last record that a crash left; the next append records them
     */
    record Intact(long records, AuditPosition last, long beyondHead, long unfinishedBytes)
            implements AuditVerification {
        public Intact {
            Objects.requireNonNull(last, "last is null");
        }
    }

    /**
     * The log is not what Immure wrote. What stands before {@code line} is intact.
     *
     * @param code which flaw; one of the codes from {@link AuditFault#LOG_MISSING} to
     *     {@link AuditFault#POSITION_MISMATCH}
     * @param line of the log, from 1; 0 when the flaw is in the head file
     * @param sequence of the first record that cannot be trusted; 0 when a whole file is the matter
     * @param why one sentence without a full stop
     */
    record Broken(AuditFault code, long line, long sequence, String why) implements AuditVerification {
        public Broken {
            Objects.requireNonNull(code, "code is null");
            Objects.requireNonNull(why, "why is null");
        }

        /** The same as a fault. */
        public Fault fault() {
            return new Fault(
                    code,
                    "the audit log is broken at",
                    place(),
                    why,
                    "Keep the directory as evidence, compare it with receipts and copies, and start a new one");
        }

        private String place() {
            String record = sequence > 0 ? "record " + sequence : "its files";
            return line > 0 ? record + " (line " + line + ")" : record;
        }
    }
}
