package dev.immure.signing.attestation;

import java.util.List;
import java.util.Objects;

/**
 * A statement about an image, and who of the trust policy stands behind it.
 *
 * @param predicate what it says, read as its type has it
 * @param authorities names in the trust policy, never empty
 */
public record VerifiedAttestation(Statement statement, Predicate predicate, List<String> authorities) {
    public VerifiedAttestation {
        Objects.requireNonNull(statement, "statement is null");
        Objects.requireNonNull(predicate, "predicate is null");
        authorities = List.copyOf(authorities);
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("an attestation that nobody stands behind is not verified");
        }
    }
}
