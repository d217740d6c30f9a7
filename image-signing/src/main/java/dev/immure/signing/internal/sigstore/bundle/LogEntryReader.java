package dev.immure.signing.internal.sigstore.bundle;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.signing.internal.sigstore.rekor.Checkpoint;
import dev.immure.signing.internal.sigstore.rekor.EntryKind;
import dev.immure.signing.internal.sigstore.rekor.InclusionProof;
import dev.immure.signing.internal.sigstore.rekor.LogEntry;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.sigstore.wire.Message;
import java.util.Optional;

/** Reads a {@code TransparencyLogEntry} (protobuf-specs, sigstore_rekor.proto). */
final class LogEntryReader {
    static final String[] MEMBERS = {
        "logIndex", "logId", "kindVersion", "integratedTime", "inclusionPromise", "inclusionProof", "canonicalizedBody"
    };

    private static final int HASH = 32;

    private LogEntryReader() {}

    static LogEntry read(Message entry) throws JsonException {
        Message kind = entry.requireMessage("kindVersion", "kind", "version");
        return new LogEntry(
                Optional.of(EntryKind.of(kind.requireString("kind"), kind.requireString("version"))
                        .orElseThrow(() -> new JsonException(Flaw.TYPE, "a log entry is of a kind that is not known"))),
                entry.requireMessage("logId", "keyId").requireExactly("keyId", LogEntry.ID_LENGTH),
                entry.number("logIndex"),
                integratedTime(entry),
                promise(entry),
                proof(entry),
                entry.requireBytes("canonicalizedBody", LogEntry.MAX_BODY));
    }

    private static long integratedTime(Message entry) throws JsonException {
        long seconds = entry.number("integratedTime");
        if (seconds > LogEntry.MAX_TIME) {
            throw new JsonException(Flaw.NUMBER, "\"integratedTime\" is after the year 9999");
        }
        return seconds;
    }

    private static Optional<Bytes> promise(Message entry) throws JsonException {
        Optional<Message> promise = entry.message("inclusionPromise", "signedEntryTimestamp");
        return promise.isEmpty()
                ? Optional.empty()
                : Optional.of(promise.get().requireBytes("signedEntryTimestamp", LogEntry.MAX_SIGNATURE));
    }

    private static Optional<InclusionProof> proof(Message entry) throws JsonException {
        Optional<Message> found =
                entry.message("inclusionProof", "logIndex", "rootHash", "treeSize", "hashes", "checkpoint");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Message proof = found.get();
        return Optional.of(new InclusionProof(
                proof.number("logIndex"),
                proof.number("treeSize"),
                proof.requireExactly("rootHash", HASH),
                proof.byteStrings("hashes", InclusionProof.MAX_HASHES, HASH),
                checkpoint(proof)));
    }

    private static Optional<String> checkpoint(Message proof) throws JsonException {
        Optional<Message> found = proof.message("checkpoint", "envelope");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String note = found.get().requireString("envelope");
        if (note.length() > Checkpoint.MAX_LENGTH) {
            throw new JsonException(
                    Flaw.TOO_LARGE, "\"envelope\" is longer than " + Checkpoint.MAX_LENGTH + " characters");
        }
        return Optional.of(note);
    }
}
