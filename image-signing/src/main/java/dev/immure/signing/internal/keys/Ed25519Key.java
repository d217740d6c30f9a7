package dev.immure.signing.internal.keys;

import dev.immure.core.image.Digest;
import java.util.Optional;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed25519phSigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 key (RFC 8032). cosign signs with Ed25519ph since 2.0 and with pure Ed25519 before, and its verifier takes
 * both; so does this one. RFC 8032 separates the two by domain, so neither is good as the other.
 */
record Ed25519Key(Digest fingerprint, Ed25519PublicKeyParameters parameters) implements VerificationKey {
    private static final byte[] NO_CONTEXT = {};

    @Override
    public String kind() {
        return "ed25519";
    }

    @Override
    public Optional<SignatureAlgorithm> verify(byte[] message, byte[] signature) {
        if (signature.length != Ed25519.SIGNATURE_SIZE) {
            return Optional.empty();
        }
        if (isGood(new Ed25519Signer(), message, signature)) {
            return Optional.of(SignatureAlgorithm.ED25519);
        }
        return isGood(new Ed25519phSigner(NO_CONTEXT), message, signature)
                ? Optional.of(SignatureAlgorithm.ED25519PH)
                : Optional.empty();
    }

    @Override
    public boolean verify(SignatureAlgorithm algorithm, byte[] message, byte[] signature) {
        return algorithm == SignatureAlgorithm.ED25519
                ? signature.length == Ed25519.SIGNATURE_SIZE && isGood(new Ed25519Signer(), message, signature)
                : VerificationKey.super.verify(algorithm, message, signature);
    }

    @Override
    public boolean verifyHash(SignatureAlgorithm algorithm, byte[] digest, byte[] signature) {
        return algorithm == SignatureAlgorithm.ED25519PH
                && algorithm.fits(digest)
                && signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verifyPrehash(signature, 0, parameters.getEncoded(), 0, NO_CONTEXT, digest, 0);
    }

    private boolean isGood(Signer verifier, byte[] message, byte[] signature) {
        verifier.init(false, parameters);
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }
}
