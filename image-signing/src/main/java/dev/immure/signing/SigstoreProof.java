package dev.immure.signing;

import dev.immure.signing.internal.sigstore.Accepted.Certified;
import dev.immure.signing.internal.sigstore.Accepted.KeyHolder;
import java.util.Set;

/** What sigstore's verifier found, in the terms in which all formats are counted. */
final class SigstoreProof {
    private SigstoreProof() {}

    static Proof of(Authority authority, dev.immure.signing.internal.sigstore.Accepted found) {
        String algorithm = found.algorithm().toString();
        return switch (found.signer()) {
            case KeyHolder holder ->
                new Proof(
                        new SignerIdentity(authority.name(), holder.key(), SignerIdentity.COSIGN_KEY),
                        Set.of(holder.key()),
                        Set.of(),
                        Set.of("key " + holder.key()),
                        algorithm,
                        found.time());
            case Certified certified ->
                new Proof(
                        new SignerIdentity(
                                authority.name(),
                                certified.key(),
                                SignerIdentity.KEYLESS,
                                certified.identity().subject(),
                                certified.identity().issuer()),
                        Set.of(certified.key()),
                        Set.of(certified.certificate()),
                        // A certificate lives for minutes: it is the identity that signs again.
                        Set.of("key " + certified.key(), "identity " + certified.identity()),
                        algorithm,
                        found.time());
        };
    }
}
