package dev.immure.signing.internal.keys;

import dev.immure.core.image.Digest;
import java.util.Optional;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** An ECDSA key on a NIST curve (FIPS 186-5). */
record EcdsaKey(Digest fingerprint, EcdsaCurve curve, ECPublicKeyParameters parameters) implements VerificationKey {
    @Override
    public String kind() {
        return curve.label();
    }

    @Override
    public Optional<SignatureAlgorithm> verify(byte[] message, byte[] signature) {
        return EcdsaDer.decode(signature).flatMap(pair -> verify(message, pair));
    }

    private Optional<SignatureAlgorithm> verify(byte[] message, EcdsaDer.Pair pair) {
        for (EcdsaCurve.Variant variant : curve.variants()) {
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, parameters);
            // Checks that r and s lie in 1..n-1 (FIPS 186-5, 6.4.2, step 1).
            if (verifier.verifySignature(variant.hash().of(message), pair.r(), pair.s())) {
                return Optional.of(variant.algorithm());
            }
        }
        return Optional.empty();
    }
}
