package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out which authorities made one attached thing. */
final class Prover {
    private final TrustPolicy policy;
    private final VerificationTime time;
    private final Trials trials;
    private final CheckLog checks;

    Prover(TrustPolicy policy, VerificationTime time, Trials trials, CheckLog checks) {
        this.policy = policy;
        this.time = time;
        this.trials = trials;
        this.checks = checks;
    }

    /** An authority that made it, and how that is known. */
    record Match(Authority authority, Proof proof) {}

    /**
     * Every one of the authorities that made it: who is counted as which is decided when all are known.
     *
     * @param scope whose rule asks, for messages
     * @throws ImmureException with the reason of the one that came furthest, when none did
     */
    List<Match> matches(Attached attached, List<Authority> authorities, TrustScope scope) {
        List<Match> found = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        for (Authority authority : authorities) {
            if (attached.isFor(authority)) {
                CheckLog log = new CheckLog();
                trials.next(attached.blob().toString(), attached.size());
                try {
                    found.add(new Match(authority, prove(attached, authority, log)));
                    checks.addAll(log);
                } catch (ImmureException e) {
                    failed.add(new Failure(Rejections.aboutInput(e), noted(log, authority, e)));
                }
            }
        }
        if (found.isEmpty()) {
            throw noMatch(attached, authorities, failed, scope);
        }
        return found;
    }

    /** Why an authority is not the one, and the steps that led there. */
    private record Failure(Fault fault, CheckLog log) {}

    /** The steps with the failed one last, also where the format's own checks have no step for it. */
    private static CheckLog noted(CheckLog log, Authority authority, ImmureException e) {
        List<Check> steps = log.list();
        if (steps.isEmpty() || !(steps.getLast().result() instanceof Check.Failed)) {
            log.add(Check.failed("evidence", e.fault().on(), authority.name(), e.fault()));
        }
        return log;
    }

    private Proof prove(Attached attached, Authority authority, CheckLog log) {
        String on = attached.blob().toString();
        Proof proof = attached.prove(authority, time, log);
        if (authority instanceof TrustedKey key && key.validity().isBounded()) {
            log.step(
                    "key-validity",
                    key.toString(),
                    key.validity().toString(),
                    proof.time(),
                    () -> requireValid(key, proof, on));
        }
        if (!policy.revocations().isEmpty()) {
            log.step(
                    "revocation",
                    proof.identity().fingerprint().toString(),
                    "trust policy",
                    () -> requireNotRevoked(proof, on));
        }
        return proof;
    }

    private static Proof requireValid(TrustedKey key, Proof proof, String on) {
        if (!key.validity().covers(proof.time().at())) {
            throw Rejections.of(
                    SigningFault.KEY_EXPIRED,
                    on,
                    "key " + key.name() + " counts from " + key.validity() + ", not at " + proof.time());
        }
        return proof;
    }

    private Proof requireNotRevoked(Proof proof, String on) {
        Optional<Digest> certificate = proof.certificates().stream()
                .filter(policy.revocations().certificates()::contains)
                .findFirst();
        Optional<Digest> key = proof.keys().stream()
                .filter(policy.revocations().keys()::contains)
                .findFirst();
        if (certificate.isPresent() || key.isPresent()) {
            throw Rejections.of(
                    SigningFault.REVOKED,
                    on,
                    certificate.map(found -> "certificate " + found).orElseGet(() -> "key " + key.orElseThrow())
                            + " is revoked by the trust policy");
        }
        return proof;
    }

    /** Tells a known signer in the wrong place, and a good signature that came too late, from a forgery. */
    private ImmureException noMatch(
            Attached attached, List<Authority> authorities, List<Failure> failed, TrustScope scope) {
        Optional<Failure> furthest = failed.stream()
                .filter(failure -> failure.fault().code() != SigningFault.BAD_SIGNATURE)
                .reduce((one, other) -> other.log().size() > one.log().size() ? other : one);
        if (furthest.isPresent()) {
            checks.addAll(furthest.get().log());
            return new ImmureException(furthest.get().fault());
        }
        String on = attached.blob().toString();
        ImmureException fault = policy.authorities().stream()
                .filter(authority -> !authorities.contains(authority) && attached.isFor(authority))
                .filter(authority -> isMadeBy(attached, authority))
                .findFirst()
                .map(authority -> Rejections.of(
                        SigningFault.KEY_NOT_TRUSTED,
                        on,
                        "key " + authority.name() + " signed it, and does not count for " + scope))
                .orElseGet(() -> Rejections.of(
                        SigningFault.BAD_SIGNATURE, on, "no key that counts for " + scope + " made this signature"));
        checks.add(Check.failed("signature", on, "those who count for " + scope, fault.fault()));
        return fault;
    }

    private boolean isMadeBy(Attached attached, Authority authority) {
        trials.next(attached.blob().toString(), attached.size());
        try {
            attached.prove(authority, time, new CheckLog());
            return true;
        } catch (ImmureException e) {
            Rejections.aboutInput(e);
            return false;
        }
    }
}
