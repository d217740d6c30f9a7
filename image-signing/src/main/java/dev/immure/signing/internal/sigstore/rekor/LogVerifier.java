package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.root.LogKey;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks one log entry: that it is about this signature, and that a log of the trusted root holds it. */
public final class LogVerifier {
    private static final String WHAT = "cannot rely on";

    private final List<LogKey> logs;
    private final List<Instant> moments;
    private final CheckLog checks;

    /**
     * @param moments when the log's key must count, for entries whose time the log does not sign
     */
    public LogVerifier(List<LogKey> logs, List<Instant> moments, CheckLog checks) {
        this.logs = List.copyOf(logs);
        this.moments = List.copyOf(moments);
        this.checks = checks;
    }

    /**
     * @return empty when the trusted root does not name the log; the entry is about this signature all the same
     * @throws ImmureException with the fault of the step that failed
     */
    public Optional<LogEvidence> verify(LogEntry entry, Signed signed) {
        String on = entry.name();
        EntryBody body =
                checks.step("log-entry", on, "rekor", () -> EntryBodyReader.read(entry.body(), entry.kind(), on));
        checks.step("log-entry-subject", on, "this signature", () -> match(body, signed, on));
        List<LogKey> named =
                logs.stream().filter(log -> log.id().equals(entry.logId())).toList();
        if (named.isEmpty()) {
            checks.add(Check.noted(
                    "log", on, "trusted root", "it is no evidence, for the trusted root does not name the log"));
            return Optional.empty();
        }
        checks.add(Check.passed("log", on, "trusted root"));
        Set<Digest> keys = new HashSet<>();
        Optional<Instant> promisedAt = Optional.empty();
        if (entry.promise().isPresent()) {
            Bytes promise = entry.promise().get();
            List<LogKey> by = checks.step("log-promise", on, "log key", () -> promised(entry, promise, named));
            addKeys(by, keys);
            promisedAt = Optional.of(entry.integratedTime())
                    .filter(seconds -> seconds > 0)
                    .map(Instant::ofEpochSecond);
            requireWindow(by, promisedAt, on);
        }
        Optional<InclusionProof> proof = entry.proof();
        if (proof.isPresent()) {
            checks.step("log-inclusion", on, "RFC 6962", () -> included(entry, proof.get(), on));
        }
        Optional<String> note = proof.flatMap(InclusionProof::checkpoint);
        if (note.isPresent()) {
            List<LogKey> by =
                    checks.step("log-checkpoint", on, "log key", () -> signers(note.get(), proof.get(), named, on));
            addKeys(by, keys);
            requireWindow(by, promisedAt, on);
        }
        if (note.isEmpty() && entry.promise().isEmpty()) {
            throw BundleFaults.refused(
                    SigstoreFault.NO_LOG_ENTRY, WHAT, on, "the log has neither promised nor proved that it holds it");
        }
        return Optional.of(new LogEvidence(
                entry.logId(),
                keys,
                note.isPresent() ? LogEvidence.Inclusion.PROVEN : LogEvidence.Inclusion.PROMISED,
                promisedAt));
    }

    private static void addKeys(List<LogKey> logs, Set<Digest> keys) {
        logs.forEach(log -> keys.add(log.key().fingerprint()));
    }

    private static EntryBody match(EntryBody body, Signed signed, String on) {
        new EntryMatch(signed, on).require(body);
        return body;
    }

    private static List<LogKey> promised(LogEntry entry, Bytes promise, List<LogKey> named) {
        byte[] signedBytes = EntryPromise.signedBytes(entry);
        List<LogKey> by = named.stream()
                .filter(log -> log.signed(signedBytes, promise.toArray()))
                .toList();
        if (by.isEmpty()) {
            throw BundleFaults.refused(SigstoreFault.PROMISE, WHAT, entry.name(), "the log did not sign its promise");
        }
        return by;
    }

    private static Bytes included(LogEntry entry, InclusionProof proof, String on) {
        return MerklePath.root(entry.body().toArray(), proof.index(), proof.treeSize(), proof.hashes())
                .filter(proof.rootHash()::equals)
                .orElseThrow(() -> BundleFaults.refused(
                        SigstoreFault.INCLUSION,
                        WHAT,
                        on,
                        "the proof does not lead from the entry to the tree's root"));
    }

    private static List<LogKey> signers(String note, InclusionProof proof, List<LogKey> named, String on) {
        Checkpoint checkpoint = Checkpoint.parse(note, on);
        if (checkpoint.treeSize() != proof.treeSize() || !checkpoint.rootHash().equals(proof.rootHash())) {
            throw BundleFaults.refused(
                    SigstoreFault.CHECKPOINT, WHAT, on, "its checkpoint is about another tree than its proof");
        }
        List<LogKey> by = named.stream().filter(checkpoint::isSignedBy).toList();
        if (by.isEmpty()) {
            throw BundleFaults.refused(SigstoreFault.CHECKPOINT, WHAT, on, "its checkpoint is not signed by the log");
        }
        return by;
    }

    /** A log may stand in the trusted root several times, for several spans of time. */
    private void requireWindow(List<LogKey> by, Optional<Instant> promisedAt, String on) {
        for (Instant moment : promisedAt.map(List::of).orElse(moments)) {
            checks.step(
                    "log-validity",
                    moment.toString(),
                    by.getFirst().validity().toString(),
                    () -> covered(by, moment, on));
        }
    }

    private static Instant covered(List<LogKey> by, Instant moment, String on) {
        if (by.stream().noneMatch(log -> log.validity().covers(moment))) {
            throw BundleFaults.refused(
                    SigstoreFault.UNKNOWN_LOG,
                    WHAT,
                    on,
                    "the log counts " + by.getFirst().validity() + ", and the entry is of " + moment);
        }
        return moment;
    }
}
