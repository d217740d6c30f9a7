package dev.immure.signing.internal.keys;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;

/**
 * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2). The verifier builds the whole encoded message and compares, as 8.2.2
 * says; it parses nothing, so there is no padding to forge (CVE-2006-4339).
 */
final class RsaPkcs1 {
    /** DigestInfo of SHA-256 up to the hash (RFC 8017, 9.2, note 1). */
    private static final byte[] DIGEST_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private RsaPkcs1() {}

    static boolean verify(RSAKeyParameters key, byte[] message, byte[] signature) {
        int length = length(key);
        // 8.2.2, step 1, and RSAVP1, step 1 (5.2.2): one length, one representative per signature.
        if (signature.length != length || new BigInteger(1, signature).compareTo(key.getModulus()) >= 0) {
            return false;
        }
        RSAEngine engine = new RSAEngine();
        engine.init(false, key);
        byte[] decrypted = engine.processBlock(signature, 0, signature.length);
        return Arrays.equals(leftPadded(decrypted, length), encoded(message, length));
    }

    static byte[] sign(RSAPrivateCrtKeyParameters key, byte[] message) {
        int length = length(key);
        RSABlindedEngine engine = new RSABlindedEngine();
        engine.init(true, key);
        return leftPadded(engine.processBlock(encoded(message, length), 0, length), length);
    }

    static int length(RSAKeyParameters key) {
        return (key.getModulus().bitLength() + 7) / 8;
    }

    /** EMSA-PKCS1-v1_5: 00 01 FF … FF 00 DigestInfo hash. */
    private static byte[] encoded(byte[] message, int length) {
        byte[] hash = Hash.SHA_256.of(message);
        byte[] out = new byte[length];
        int info = length - hash.length - DIGEST_INFO.length;
        Arrays.fill(out, 2, info - 1, (byte) 0xff);
        out[1] = 1;
        System.arraycopy(DIGEST_INFO, 0, out, info, DIGEST_INFO.length);
        System.arraycopy(hash, 0, out, length - hash.length, hash.length);
        return out;
    }

    private static byte[] leftPadded(byte[] value, int length) {
        byte[] out = new byte[length];
        System.arraycopy(value, 0, out, length - value.length, value.length);
        return out;
    }
}
