package dev.immure.signing.internal.sigstore;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.bundle.BundleSigner;
import dev.immure.signing.internal.sigstore.rekor.LogEntry;
import dev.immure.signing.internal.sigstore.rekor.LogEvidence;
import dev.immure.signing.internal.sigstore.rekor.LogVerifier;
import dev.immure.signing.internal.sigstore.rekor.LoggedSigner;
import dev.immure.signing.internal.sigstore.rekor.Signed;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.x509.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks one signature, step by step; the first step that fails ends it. Everything that came with the signature is
 * checked, also what nobody asked for: evidence that is wrong is a reason to refuse, never to look away. Only what logs
 * and authorities say that the trusted root does not name is passed over, and noted, beside others that it names.
 */
final class SignatureVerification {
    private static final String WHAT = "cannot accept";
    private static final String AUTHORITIES = "timestamp authorities";

    private final SigstoreTrust trust;
    private final VerificationMoment moment;
    private final Material material;
    private final CheckLog checks;

    SignatureVerification(SigstoreTrust trust, VerificationMoment moment, Material material, CheckLog checks) {
        this.trust = trust;
        this.moment = moment;
        this.material = material;
        this.checks = checks;
    }

    /** Who is said to have signed: not believed before the signature and the certificate were checked. */
    private record Claimant(VerificationKey key, LoggedSigner logged, Optional<Certificate> certificate) {}

    /** @throws ImmureException with the fault of the step that failed */
    Accepted run(Digest artifact) {
        Claimant claimant = checks.step("signer", material.on(), trustedThing(), this::claimant);
        SignatureAlgorithm algorithm = checks.step(
                "signature", material.on(), claimant.key().fingerprint().toString(), () -> signature(claimant));
        Timestamps stamps = timestamps();
        List<TrustedTime> times = new ArrayList<>(stamps.trusted());
        List<LogEvidence> evidence = entries(claimant, times);
        evidence.stream()
                .flatMap(entry -> entry.promisedAt().stream())
                .forEach(at -> times.add(new TrustedTime(at, TrustedTime.Source.TRANSPARENCY_LOG)));
        requireTime(stamps, times);
        checks.step("log-demand", "entries: " + evidence.size(), demanded(), () -> requireLogs(evidence));
        for (TrustedTime time : times) {
            checks.step("time", time.at().toString(), "not after " + moment.now(), time, () -> requirePast(time));
        }
        Accepted.Signer signer = switch (trust) {
            case SigstoreTrust.Keyless keyless ->
                new KeylessCheck(keyless, moment, checks)
                        .run(claimant.certificate().orElseThrow(), times, claimedTimes(stamps, times));
            case SigstoreTrust.ManagedKey managed -> keyHolder(managed, times);
        };
        return new Accepted(
                signer,
                algorithm,
                artifact,
                moment.earliest(times),
                material.content().statement(),
                evidence,
                stamps.by());
    }

    private String trustedThing() {
        return switch (trust) {
            case SigstoreTrust.Keyless keyless -> "certificate of the trusted root's authorities";
            case SigstoreTrust.ManagedKey managed -> "key " + managed.key().fingerprint();
        };
    }

    private Claimant claimant() {
        return switch (trust) {
            case SigstoreTrust.Keyless keyless -> certified();
            case SigstoreTrust.ManagedKey managed -> managed(managed);
        };
    }

    private Claimant certified() {
        return switch (material.signer()) {
            case BundleSigner.ManagedKey key ->
                throw refused(SigstoreFault.SIGNER_KIND, "it is signed with a key, and a certificate is asked for");
            case BundleSigner.Certified certified -> {
                Certificate leaf = Certificate.parse(certified.leaf().toArray(), material.on());
                yield new Claimant(leaf.key(), new LoggedSigner.ByCertificate(leaf.fingerprint()), Optional.of(leaf));
            }
        };
    }

    private Claimant managed(SigstoreTrust.ManagedKey managed) {
        return switch (material.signer()) {
            case BundleSigner.Certified certified ->
                throw refused(SigstoreFault.SIGNER_KIND, "it is signed with a certificate, and a key is asked for");
            case BundleSigner.ManagedKey key ->
                new Claimant(managed.key(), new LoggedSigner.ByKey(managed.key().fingerprint()), Optional.empty());
        };
    }

    private SignatureAlgorithm signature(Claimant claimant) {
        return material.content()
                .verify(claimant.key(), material.signature())
                .orElseThrow(() -> refused(SigstoreFault.SIGNATURE, "its signature is not good"));
    }

    /** Those of authorities of the trusted root, and those of strangers. */
    private record Timestamps(
            List<TrustedTime> trusted, List<Certificate> by, List<TimestampCheck.Answer.Unknown> unknown) {}

    private Timestamps timestamps() {
        List<TrustedTime> trusted = new ArrayList<>();
        List<Certificate> by = new ArrayList<>();
        List<TimestampCheck.Answer.Unknown> unknown = new ArrayList<>();
        for (Bytes token : material.timestamps()) {
            TimestampCheck check = new TimestampCheck(root().timestampAuthorities(), material.on());
            String digest = Digest.of(token.toArray()).toString();
            TimestampCheck.Answer answer =
                    checks.step("timestamp", digest, AUTHORITIES, () -> check.verify(token, material.signature()));
            switch (answer) {
                case TimestampCheck.Answer.Trusted stamp -> {
                    trusted.add(new TrustedTime(stamp.at(), TrustedTime.Source.TIMESTAMP_AUTHORITY));
                    by.addAll(stamp.by());
                }
                case TimestampCheck.Answer.Unknown stamp -> {
                    checks.add(Check.noted(
                            "timestamp", digest, AUTHORITIES, "it is no evidence, for it is by a stranger"));
                    unknown.add(stamp);
                }
            }
        }
        return new Timestamps(trusted, by, unknown);
    }

    /** A stranger's timestamp is passed over beside a time that is trusted, and nowhere else. */
    private static void requireTime(Timestamps stamps, List<TrustedTime> times) {
        if (times.isEmpty() && !stamps.unknown().isEmpty()) {
            throw stamps.unknown().getFirst().why();
        }
    }

    private List<LogEvidence> entries(Claimant claimant, List<TrustedTime> times) {
        if (material.entries().isEmpty()) {
            return List.of();
        }
        Signed signed = new Signed(material.content().logged(), material.signature(), claimant.logged());
        List<Instant> moments = times.isEmpty()
                ? List.of(moment.now())
                : times.stream().map(TrustedTime::at).toList();
        LogVerifier verifier = new LogVerifier(root().logs(), moments, checks);
        List<LogEvidence> evidence = new ArrayList<>();
        for (LogEntry entry : material.entries()) {
            verifier.verify(entry, signed).ifPresent(evidence::add);
        }
        // Also where none is asked for: entries of strangers alone are a sign that the wrong root is trusted.
        if (evidence.isEmpty()) {
            throw refused(SigstoreFault.UNKNOWN_LOG, "the trusted root names none of the logs of its entries");
        }
        return evidence;
    }

    private TrustedRoot root() {
        return switch (trust) {
            case SigstoreTrust.Keyless keyless -> keyless.root();
            case SigstoreTrust.ManagedKey managed ->
                managed.root().orElseThrow(() -> SigstoreFaults.noRoot(material.on()));
        };
    }

    private String demanded() {
        Demands demands = trust.demands();
        return "logs: " + demands.distinctLogs() + ", " + demands.log();
    }

    private Long requireLogs(List<LogEvidence> evidence) {
        Demands demands = trust.demands();
        long distinct = evidence.stream()
                .filter(demands.log()::isMetBy)
                .map(LogEvidence::logId)
                .distinct()
                .count();
        if (distinct < demands.distinctLogs()) {
            throw refused(
                    SigstoreFault.NO_LOG_ENTRY,
                    "so many logs hold it with the evidence that is asked for: " + distinct + ", not "
                            + demands.distinctLogs());
        }
        return distinct;
    }

    private TrustedTime requirePast(TrustedTime time) {
        if (time.at().isAfter(moment.latest())) {
            throw refused(SigstoreFault.TIME, "it was signed at " + time + ", after the moment of verification");
        }
        return time;
    }

    /** Times that are told by strangers, or without a signature. They prove nothing, but must be no contradiction. */
    private List<Instant> claimedTimes(Timestamps stamps, List<TrustedTime> trusted) {
        return Stream.concat(
                        material.entries().stream()
                                .filter(entry -> entry.integratedTime() > 0)
                                .map(entry -> Instant.ofEpochSecond(entry.integratedTime())),
                        stamps.unknown().stream().map(TimestampCheck.Answer.Unknown::claimed))
                .filter(claimed -> trusted.stream().noneMatch(time -> time.at().equals(claimed)))
                .toList();
    }

    private Accepted.Signer keyHolder(SigstoreTrust.ManagedKey managed, List<TrustedTime> times) {
        managed.validity().ifPresent(validity -> {
            for (TrustedTime time : times.isEmpty() ? List.of(moment.asTime()) : times) {
                checks.step("key-validity", time.at().toString(), validity.toString(), time, () -> {
                    if (!validity.covers(time.at())) {
                        throw refused(
                                SigstoreFault.TIME, "its key counts " + validity + ", and it was signed at " + time);
                    }
                    return time;
                });
            }
        });
        return new Accepted.KeyHolder(managed.key().fingerprint());
    }

    private ImmureException refused(SigstoreFault code, String why) {
        return BundleFaults.refused(code, WHAT, material.on(), why);
    }
}
