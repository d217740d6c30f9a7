package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.sigstore.Accepted.Certified;
import dev.immure.signing.internal.sigstore.Accepted.KeyHolder;
import dev.immure.signing.internal.x509.Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
                        keys(certified.vouching()),
                        certificates(certified.vouching()),
                        // A certificate lives for minutes: it is the identity that signs again.
                        Set.of("key " + certified.key(), "identity " + certified.identity()),
                        algorithm,
                        found.time());
        };
    }

    private static Set<Digest> keys(List<Certificate> vouching) {
        return vouching.stream().map(found -> found.key().fingerprint()).collect(Collectors.toSet());
    }

    private static Set<Digest> certificates(List<Certificate> vouching) {
        return vouching.stream().map(Certificate::fingerprint).collect(Collectors.toSet());
    }
}
