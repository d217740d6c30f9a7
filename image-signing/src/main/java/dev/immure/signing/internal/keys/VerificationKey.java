package dev.immure.signing.internal.keys;

import dev.immure.core.image.Digest;
import java.util.Optional;

/**
 * A public key whose kind, parameters and strength were checked when it was read; see {@link PublicKeys}. Signatures are
 * checked with BouncyCastle's curves, which are faster and stricter here than the JDK's (docs: Wycheproof), over hashes
 * of the JDK.
 */
public sealed interface VerificationKey permits EcdsaKey, Ed25519Key, RsaKey {
    /** SHA-256 of the key's SubjectPublicKeyInfo in its one canonical DER form: two spellings of a key have one. */
    Digest fingerprint();

    /** The kind of key: {@code ecdsa-p256}, {@code rsa-3072}. */
    String kind();

    /** The algorithm with which the signature is good, or empty. Never throws for any signature. */
    Optional<SignatureAlgorithm> verify(byte[] message, byte[] signature);
}
