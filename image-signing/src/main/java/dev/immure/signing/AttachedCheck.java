package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.Predicate;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.name.RepositoryName;
import dev.immure.signing.internal.name.SignedReference;
import java.util.List;
import java.util.Optional;

/** Checks one attached thing, step by step. The first step that fails ends it. */
final class AttachedCheck {
    private final TrustPolicy policy;
    private final Optional<RepositoryName> claimed;
    private final CheckLog checks = new CheckLog();
    private final Prover prover;

    /** @param claimed the name that the source gives the image, if any */
    AttachedCheck(TrustPolicy policy, VerificationTime time, Optional<RepositoryName> claimed, Trials trials) {
        this.policy = policy;
        this.claimed = claimed;
        this.prover = new Prover(policy, time, trials, checks);
    }

    /** The steps so far, a failed one last. */
    CheckLog checks() {
        return checks;
    }

    /**
     * @return empty for an attestation of a type that the rule does not ask for: who signed it is not even looked at
     * @throws ImmureException with the fault of the step that failed
     */
    Optional<Accepted> run(Attached attached) {
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
        return claim.attestation().isPresent()
                ? attestation(attached, claim, name, rule, claim.attestation().get())
                : Optional.of(accepted(attached, claim, name, rule, rule.authorities(), Optional.empty()));
    }

    private Optional<Accepted> attestation(
            Attached attached, Claim claim, Optional<RepositoryName> name, TrustRule rule, Statement statement) {
        Optional<AttestationDemand> demand = rule.attestations().stream()
                .filter(found -> found.type().equals(statement.predicateType()))
                .findFirst();
        if (demand.isEmpty()) {
            checks.add(Check.noted(
                    "attestation-type",
                    statement.predicateType(),
                    "types that " + rule.scope() + " asks for",
                    "not asked for, hence not looked at"));
            return Optional.empty();
        }
        Accepted good = accepted(attached, claim, name, rule, demand.get().by(), Optional.of(statement));
        String on = attached.blob().toString();
        Predicate predicate =
                checks.step("predicate", on, statement.predicateType(), () -> Predicate.of(statement, on));
        return Optional.of(good.saying(predicate));
    }

    private Accepted accepted(
            Attached attached,
            Claim claim,
            Optional<RepositoryName> name,
            TrustRule rule,
            List<Authority> authorities,
            Optional<Statement> statement) {
        List<Prover.Match> matches = prover.matches(attached, authorities, rule.scope());
        Proof proof = matches.getFirst().proof();
        return new Accepted(
                name,
                rule,
                matches.stream().map(Prover.Match::authority).toList(),
                proof,
                new VerifiedSigner(
                        proof.identity(),
                        claim.reference().map(SignedReference::text).orElse(""),
                        attached.subject(),
                        attached.manifest(),
                        claim.payload(),
                        proof.algorithm(),
                        proof.time()),
                statement,
                Optional.empty());
    }

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
}
