package dev.immure.signing;

import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import java.util.Set;

/** That a bare key made a signature: what all formats of cosign have in common. */
final class KeyProof {
    private KeyProof() {}

    /**
     * @param on what to call the signed thing in messages
     * @throws dev.immure.core.ImmureException with BAD_SIGNATURE when the key did not make it
     */
    static Proof of(
            TrustedKey key, byte[] message, byte[] signature, String on, VerificationTime time, CheckLog checks) {
        SignatureAlgorithm algorithm = checks.step(
                "signature",
                on,
                "key " + key.name(),
                () -> key.key()
                        .verify(message, signature)
                        .orElseThrow(() -> Rejections.of(
                                SigningFault.BAD_SIGNATURE, on, "key " + key.name() + " did not make this signature")));
        return new Proof(
                new SignerIdentity(key.name(), key.fingerprint(), SignerIdentity.COSIGN_KEY),
                Set.of(key.fingerprint()),
                Set.of(),
                Set.of("key " + key.fingerprint()),
                algorithm.toString(),
                time.current());
    }
}
