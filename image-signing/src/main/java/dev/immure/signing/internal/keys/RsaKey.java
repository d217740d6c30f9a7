package dev.immure.signing.internal.keys;

import dev.immure.core.image.Digest;
import java.util.Optional;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/** An RSA key, used with PKCS#1 v1.5 and SHA-256 as cosign does. */
record RsaKey(Digest fingerprint, RSAKeyParameters parameters) implements VerificationKey {
    @Override
    public String kind() {
        return "rsa-" + parameters.getModulus().bitLength();
    }

    @Override
    public Optional<SignatureAlgorithm> verify(byte[] message, byte[] signature) {
        return RsaPkcs1.verify(parameters, message, signature)
                ? Optional.of(SignatureAlgorithm.RSA_PKCS1_SHA256)
                : Optional.empty();
    }
}
