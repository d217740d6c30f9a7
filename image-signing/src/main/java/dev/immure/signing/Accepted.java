package dev.immure.signing;

import dev.immure.signing.attestation.Predicate;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.internal.name.RepositoryName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A good signature for a name, or a good attestation about it.
 *
 * @param name empty when neither the signature nor the source gives one
 * @param authorities all those who were asked about and made it; never none
 * @param statement what is attested; empty for a signature, which says no more than that it is one
 * @param predicate the same, read as its type has it
 */
record Accepted(
        Optional<RepositoryName> name,
        TrustRule rule,
        List<Authority> authorities,
        Proof proof,
        VerifiedSigner signer,
        Optional<Statement> statement,
        Optional<Predicate> predicate) {
    Accepted {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(rule, "rule is null");
        authorities = List.copyOf(authorities);
        Objects.requireNonNull(proof, "proof is null");
        Objects.requireNonNull(signer, "signer is null");
        Objects.requireNonNull(statement, "statement is null");
        Objects.requireNonNull(predicate, "predicate is null");
    }

    Accepted saying(Predicate read) {
        return new Accepted(name, rule, authorities, proof, signer, statement, Optional.of(read));
    }

    /** Whether it is an attestation of this type. */
    boolean attests(String type) {
        return statement.filter(said -> said.predicateType().equals(type)).isPresent();
    }
}
