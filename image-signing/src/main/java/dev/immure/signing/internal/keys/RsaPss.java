package dev.immure.signing.internal.keys;

import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;

/**
 * RSASSA-PSS with MGF1 over the same hash, a salt as long as the hash, and the trailer 0xbc (RFC 8017, 8.1). A salt of
 * any other length is refused: JOSE and COSE fix it, and a verifier that reads it from the signature takes more forms
 * than a signer makes.
 */
final class RsaPss {
    private static final byte TRAILER = (byte) 0xbc;

    private RsaPss() {}

    static boolean verify(RSAKeyParameters key, Hash hash, byte[] digest, byte[] signature) {
        if (!RsaPkcs1.isRepresentative(key, signature)) {
            return false;
        }
        PSSSigner verifier =
                PSSSigner.createRawSigner(new RSAEngine(), hash.digest(), hash.digest(), hash.length(), TRAILER);
        verifier.init(false, key);
        verifier.update(digest, 0, digest.length);
        return verifier.verifySignature(signature);
    }
}
