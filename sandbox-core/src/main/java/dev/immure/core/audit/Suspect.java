package dev.immure.core.audit;

import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.LineReader.Line;
import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Lines that do not continue the chain. Two things clear them: a {@code log.recovered} record right behind that names
 * their length and hash, or the end of the log, when they can be what a crash leaves.
 */
final class Suspect {
    private static final byte[] NEWLINE = "\n".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest hash = Digest.sha256();
    private final Broken flaw;
    private boolean crashCanLeaveIt = true;
    private boolean foundLater;
    private boolean misdescribed;
    private boolean ended = true;
    private long length;

    Suspect(Broken flaw) {
        this.flaw = flaw;
    }

    void add(Line line, RecordLine.Reading reading) {
        hash.update(line.bytes());
        ended = line.end() == LineReader.End.NEWLINE;
        if (ended) {
            hash.update(NEWLINE);
        }
        length += line.length();
        // A write that stops half-way leaves the start of a line. Whole records in the wrong place, or with a wrong
        // hash, are someone's work.
        crashCanLeaveIt &= reading instanceof RecordLine.Reading.Shapeless && line.end() != LineReader.End.TOO_LONG;
    }

    /** The record that should stand in its place comes behind it. */
    void precede(RecordLine.Reading.Sound expected) {
        foundLater = true;
        misdescribed |= expected.recovery().isPresent() && crashCanLeaveIt;
    }

    boolean isDescribedBy(Recovery recovery) {
        return crashCanLeaveIt
                && recovery.tornBytes() == length
                && recovery.torn().equals(hashSoFar());
    }

    boolean crashCanLeaveIt() {
        return crashCanLeaveIt && !misdescribed;
    }

    boolean endsWithNewline() {
        return ended;
    }

    long length() {
        return length;
    }

    /** Names the bytes, ended by a newline, for a record behind them. */
    Recovery toRecovery() {
        if (ended) {
            return new Recovery(length, hashSoFar());
        }
        MessageDigest withNewline = copyOfHash();
        withNewline.update(NEWLINE);
        return new Recovery(length + 1, Digest.ofHash(withNewline.digest()));
    }

    /** The first flaw, named as exactly as the rest of the log allows. */
    Broken flaw() {
        if (flaw.code() == AuditFault.REMOVED && foundLater) {
            return new Broken(
                    AuditFault.REORDERED,
                    flaw.line(),
                    flaw.sequence(),
                    "record " + flaw.sequence() + " stands further down");
        }
        if (misdescribed) {
            return new Broken(
                    AuditFault.CHANGED,
                    flaw.line(),
                    flaw.sequence(),
                    "the unfinished bytes here are not those that record " + flaw.sequence() + " describes");
        }
        return flaw;
    }

    private Digest hashSoFar() {
        return Digest.ofHash(copyOfHash().digest());
    }

    private MessageDigest copyOfHash() {
        try {
            return (MessageDigest) hash.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's SHA-256 can be cloned", e);
        }
    }
}
