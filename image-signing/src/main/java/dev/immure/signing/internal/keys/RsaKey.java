package dev.immure.signing.internal.keys;

import dev.immure.core.image.Digest;
import java.util.Optional;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/** An RSA key: PKCS#1 v1.5 or PSS as the format names it, and PKCS#1 with SHA-256, as cosign does, where none does. */
record RsaKey(Digest fingerprint, RSAKeyParameters parameters) implements VerificationKey {
    @Override
    public String kind() {
        return "rsa-" + parameters.getModulus().bitLength();
    }

    @Override
    public Optional<SignatureAlgorithm> verify(byte[] message, byte[] signature) {
        return Optional.of(SignatureAlgorithm.RSA_PKCS1_SHA256)
                .filter(algorithm -> verify(algorithm, message, signature));
    }

    @Override
    public boolean verifyHash(SignatureAlgorithm algorithm, byte[] digest, byte[] signature) {
        Optional<Hash> hash = algorithm.hash().filter(expected -> algorithm.fits(digest));
        return switch (algorithm.scheme()) {
            case RSA_PKCS1 ->
                hash.filter(found -> RsaPkcs1.verify(parameters, found, digest, signature))
                        .isPresent();
            case RSA_PSS ->
                hash.filter(found -> RsaPss.verify(parameters, found, digest, signature))
                        .isPresent();
            case ECDSA_P256, ECDSA_P384, ECDSA_P521, ED25519 -> false;
        };
    }
}
