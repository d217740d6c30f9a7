package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.name.RepositoryName;
import dev.immure.signing.internal.name.SignedReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks one attached statement, step by step. The first step that fails ends it. */
final class AttachedCheck {
    private final TrustPolicy policy;
    private final VerificationTime time;
    private final Optional<RepositoryName> claimed;
    private final Trials trials;
    private final CheckLog checks = new CheckLog();

    /** @param claimed the name that the source gives the image, if any */
    AttachedCheck(TrustPolicy policy, VerificationTime time, Optional<RepositoryName> claimed, Trials trials) {
        this.policy = policy;
        this.time = time;
        this.claimed = claimed;
        this.trials = trials;
    }

    /** The steps so far, a failed one last. */
    CheckLog checks() {
        return checks;
    }

    /** @throws ImmureException with the fault of the step that failed */
    Accepted run(Attached attached) {
        String on = attached.blob().toString();
        Claim claim = attached.claim(checks);
        checks.step(
                "payload-digest",
                claim.subject().toString(),
                attached.subject().toString(),
                () -> requireDigest(attached, claim));
        Optional<RepositoryName> name = name(claim, on);
        TrustRule rule = checks.step(
                "trust-rule",
                name.map(RepositoryName::value).orElse("no name"),
                "trust policy",
                () -> policy.ruleFor(name).orElseThrow(() -> noRule(name)));
        List<Match> matches = matches(attached, rule, on);
        return new Accepted(
                name,
                rule,
                matches.stream().map(Match::authority).toList(),
                matches.getFirst().proof(),
                new VerifiedSigner(
                        matches.getFirst().proof().identity(),
                        claim.reference().map(SignedReference::text).orElse(""),
                        attached.subject(),
                        attached.manifest(),
                        claim.payload(),
                        matches.getFirst().proof().algorithm(),
                        matches.getFirst().proof().time()));
    }

    private record Match(Authority authority, Proof proof) {}

    private static Claim requireDigest(Attached attached, Claim claim) {
        Optional<Digest> other =
                claim.reference().flatMap(SignedReference::digest).filter(digest -> !digest.equals(attached.subject()));
        if (!claim.subject().equals(attached.subject()) || other.isPresent()) {
            throw Rejections.of(
                    SigningFault.WRONG_DIGEST,
                    attached.blob().toString(),
                    "the statement is about image " + other.orElse(claim.subject()) + ", not about "
                            + attached.subject());
        }
        return claim;
    }

    /** The signed name counts; where none is signed, the one that the source gives. */
    private Optional<RepositoryName> name(Claim claim, String on) {
        if (claim.reference().isEmpty()) {
            return claimed;
        }
        SignedReference reference = claim.reference().get();
        checks.step(
                "payload-reference",
                reference.text(),
                claimed.map(RepositoryName::value).orElse("the signed name counts"),
                () -> requireName(reference, on));
        return Optional.of(reference.repository());
    }

    private SignedReference requireName(SignedReference reference, String on) {
        if (claimed.filter(name -> !name.equals(reference.repository())).isPresent()) {
            throw Rejections.of(
                    SigningFault.WRONG_REFERENCE,
                    on,
                    "the signed name is " + reference.repository() + ", and the image is called " + claimed.get());
        }
        return reference;
    }

    private static ImmureException noRule(Optional<RepositoryName> name) {
        return new ImmureException(new Fault(
                SigningFault.NO_RULE,
                "cannot trust image",
                name.map(RepositoryName::value).orElse("without a name"),
                name.isPresent()
                        ? "the trust policy has no rule for this name"
                        : "neither its source nor its signature names it, and the trust policy has no rule for all names",
                "Add a rule for it to the trust file, if it is to be trusted"));
    }

    /** Every authority of the rule that made it: who is counted as which is decided when all are known. */
    private List<Match> matches(Attached attached, TrustRule rule, String on) {
        List<Match> found = new ArrayList<>();
        List<CheckLog> failed = new ArrayList<>();
        for (Authority authority : rule.authorities()) {
            if (attached.isFor(authority)) {
                CheckLog log = new CheckLog();
                trials.next(on);
                try {
                    found.add(new Match(authority, prove(attached, authority, log, on)));
                    checks.addAll(log);
                } catch (ImmureException e) {
                    aboutInput(e);
                    failed.add(log);
                }
            }
        }
        if (found.isEmpty()) {
            throw noMatch(attached, rule, failed, on);
        }
        return found;
    }

    private Proof prove(Attached attached, Authority authority, CheckLog log, String on) {
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
            log.step("revocation", proof.key().toString(), "trust policy", () -> requireNotRevoked(proof, on));
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
        if (certificate.isPresent() || policy.revocations().keys().contains(proof.key())) {
            throw Rejections.of(
                    SigningFault.REVOKED,
                    on,
                    certificate.map(found -> "certificate " + found).orElseGet(() -> "key " + proof.key())
                            + " is revoked by the trust policy");
        }
        return proof;
    }

    /** Tells a known signer in the wrong place, and a good signature that came too late, from a forgery. */
    private ImmureException noMatch(Attached attached, TrustRule rule, List<CheckLog> failed, String on) {
        for (CheckLog log : failed) {
            Fault fault = lastFault(log);
            if (fault.code() != SigningFault.BAD_SIGNATURE) {
                checks.addAll(log);
                return new ImmureException(fault);
            }
        }
        ImmureException fault = policy.authorities().stream()
                .filter(authority -> !rule.counts(authority) && attached.isFor(authority))
                .filter(authority -> made(attached, authority, on))
                .findFirst()
                .map(authority -> Rejections.of(
                        SigningFault.KEY_NOT_TRUSTED,
                        on,
                        "key " + authority.name() + " signed it, and does not count for " + rule.scope()))
                .orElseGet(() -> Rejections.of(
                        SigningFault.BAD_SIGNATURE,
                        on,
                        "no key that counts for " + rule.scope() + " made this signature"));
        checks.add(Check.failed("signature", on, "those who count for " + rule.scope(), fault.fault()));
        return fault;
    }

    private boolean made(Attached attached, Authority authority, String on) {
        trials.next(on);
        try {
            attached.prove(authority, time, new CheckLog());
            return true;
        } catch (ImmureException e) {
            aboutInput(e);
            return false;
        }
    }

    private static Fault lastFault(CheckLog log) {
        return log.list().getLast().result() instanceof Check.Failed failed ? failed.fault() : throwUnfinished();
    }

    private static Fault throwUnfinished() {
        throw new IllegalStateException("a proof failed outside its checks");
    }

    /** A fault of the host says nothing about the image, and is not ours to judge. */
    static Fault aboutInput(ImmureException e) {
        FaultKind kind = e.fault().code().kind();
        if (kind == FaultKind.HOST || kind == FaultKind.INTERNAL) {
            throw e;
        }
        return e.fault();
    }
}
