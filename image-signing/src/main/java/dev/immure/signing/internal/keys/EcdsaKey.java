package dev.immure.signing.internal.keys;

import dev.immure.core.image.Digest;
import java.math.BigInteger;
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
            if (isGood(variant.hash().of(message), pair)) {
                return Optional.of(variant.algorithm());
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean verifyHash(SignatureAlgorithm algorithm, byte[] digest, byte[] signature) {
        return algorithm.scheme() == curve.scheme()
                && algorithm.fits(digest)
                && EcdsaDer.decode(signature)
                        .filter(pair -> isGood(digest, pair))
                        .isPresent();
    }

    @Override
    public boolean verifyJose(SignatureAlgorithm algorithm, byte[] message, byte[] signature) {
        return algorithm.scheme() == curve.scheme()
                && algorithm
                        .hash()
                        .flatMap(hash -> fixedWidth(signature).filter(pair -> isGood(hash.of(message), pair)))
                        .isPresent();
    }

    private Optional<EcdsaDer.Pair> fixedWidth(byte[] signature) {
        int width = (parameters.getParameters().getN().bitLength() + 7) / 8;
        return signature.length == 2 * width
                ? Optional.of(new EcdsaDer.Pair(
                        new BigInteger(1, signature, 0, width), new BigInteger(1, signature, width, width)))
                : Optional.empty();
    }

    private boolean isGood(byte[] digest, EcdsaDer.Pair pair) {
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, parameters);
        // Checks that r and s lie in 1..n-1 (FIPS 186-5, 6.4.2, step 1).
        return verifier.verifySignature(digest, pair.r(), pair.s());
    }
}
