package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.sigstore.Accepted.Certified;
import dev.immure.signing.internal.sigstore.Accepted.KeyHolder;
import dev.immure.signing.internal.x509.Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What sigstore's verifier found, in the terms in which all formats are counted. */
final class SigstoreProof {
    private SigstoreProof() {}

    static Proof of(Authority authority, dev.immure.signing.internal.sigstore.Accepted found) {
        String algorithm = found.algorithm().toString();
        return switch (found.signer()) {
            case KeyHolder holder ->
                new Proof(
                        new SignerIdentity(authority.name(), holder.key(), SignerIdentity.COSIGN_KEY),
                        keys(found, Stream.of(holder.key())),
                        certificates(found, List.of()),
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
                        keys(found, Stream.concat(keysOf(certified.vouching()), certified.seenBy().stream())),
                        certificates(found, certified.vouching()),
                        // A certificate lives for minutes: it is the identity that signs again.
                        Set.of("key " + certified.key(), "identity " + certified.identity()),
                        algorithm,
                        found.time());
        };
    }

    /** Logs and timestamp authorities vouch for the moment that a signature counts at: a revoked one must not. */
    private static Set<Digest> keys(dev.immure.signing.internal.sigstore.Accepted found, Stream<Digest> signer) {
        Stream<Digest> logs = found.logs().stream().flatMap(entry -> entry.keys().stream());
        return Stream.of(signer, logs, keysOf(found.stampers()))
                .flatMap(keys -> keys)
                .collect(Collectors.toSet());
    }

    private static Set<Digest> certificates(
            dev.immure.signing.internal.sigstore.Accepted found, List<Certificate> signer) {
        return Stream.concat(signer.stream(), found.stampers().stream())
                .map(Certificate::fingerprint)
                .collect(Collectors.toSet());
    }

    private static Stream<Digest> keysOf(List<Certificate> certificates) {
        return certificates.stream().map(found -> found.key().fingerprint());
    }
}
