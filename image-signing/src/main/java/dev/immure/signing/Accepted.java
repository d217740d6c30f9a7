package dev.immure.signing;

import dev.immure.signing.internal.name.RepositoryName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A good signature for a name.
 *
 * @param name empty when neither the signature nor the source gives one
 * @param authorities all those of the rule that it is a signature of; never none
 */
record Accepted(
        Optional<RepositoryName> name,
        TrustRule rule,
        List<Authority> authorities,
        Proof proof,
        VerifiedSigner signer) {
    Accepted {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(rule, "rule is null");
        authorities = List.copyOf(authorities);
        Objects.requireNonNull(proof, "proof is null");
        Objects.requireNonNull(signer, "signer is null");
    }
}
