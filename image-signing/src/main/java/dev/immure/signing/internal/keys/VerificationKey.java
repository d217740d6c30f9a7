package dev.immure.signing.internal.keys;

import dev.immure.core.image.Digest;
import java.util.Optional;

/**
 * A public key whose kind, parameters and strength were checked when it was read; see {@link PublicKeys}. Signatures are
 * checked with BouncyCastle's curves, which are faster and stricter here than the JDK's (docs: Wycheproof), over hashes
 * of the JDK. No method throws for any bytes: what is no signature by this key is a bad one.
 */
public sealed interface VerificationKey permits EcdsaKey, Ed25519Key, RsaKey {
    /** SHA-256 of the key's SubjectPublicKeyInfo in its one canonical DER form: two spellings of a key have one. */
    Digest fingerprint();

    /** The kind of key: {@code ecdsa-p256}, {@code rsa-3072}. */
    String kind();

    /**
     * The algorithm with which the signature is good, of those that cosign signs with, or empty. For formats that do not
     * name the algorithm; RSA-PSS is not among them.
     */
    Optional<SignatureAlgorithm> verify(byte[] message, byte[] signature);

    /**
     * Whether the signature is good with exactly this algorithm. An algorithm that is not for this kind of key is a no.
     *
     * @param signature of ECDSA: {@code Ecdsa-Sig-Value} in DER
     */
    default boolean verify(SignatureAlgorithm algorithm, byte[] message, byte[] signature) {
        return algorithm
                .hash()
                .filter(hash -> verifyHash(algorithm, hash.of(message), signature))
                .isPresent();
    }

    /**
     * The same, given the digest of the message. Always a no for pure Ed25519, which has no such digest, and for a digest
     * of another length than the algorithm's.
     */
    boolean verifyHash(SignatureAlgorithm algorithm, byte[] digest, byte[] signature);

    /**
     * As {@link #verify(SignatureAlgorithm, byte[], byte[])}, but an ECDSA signature is r and s side by side, each as wide
     * as the curve's order (RFC 7518, 3.4; RFC 9053, 2.1).
     */
    default boolean verifyJose(SignatureAlgorithm algorithm, byte[] message, byte[] signature) {
        return verify(algorithm, message, signature);
    }
}
