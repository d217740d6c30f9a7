package dev.immure.signing.internal.keys;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017, 8.2); signing is with SHA-256. The verifier builds the whole encoded message and compares, as 8.2.2
 * says; it parses nothing, so there is no padding to forge (CVE-2006-4339).
 */
final class RsaPkcs1 {
    private RsaPkcs1() {}

    static boolean verify(RSAKeyParameters key, Hash hash, byte[] digest, byte[] signature) {
        if (!isRepresentative(key, signature)) {
            return false;
        }
        RSAEngine engine = new RSAEngine();
        engine.init(false, key);
        int length = length(key);
        byte[] decrypted = engine.processBlock(signature, 0, signature.length);
        return Arrays.equals(leftPadded(decrypted, length), encoded(hash, digest, length));
    }

    /** 8.1.2 and 8.2.2, step 1, and RSAVP1, step 1 (5.2.2): one length, one representative per signature. */
    static boolean isRepresentative(RSAKeyParameters key, byte[] signature) {
        return signature.length == length(key) && new BigInteger(1, signature).compareTo(key.getModulus()) < 0;
    }

    static byte[] sign(RSAPrivateCrtKeyParameters key, byte[] message) {
        int length = length(key);
        RSABlindedEngine engine = new RSABlindedEngine();
        engine.init(true, key);
        byte[] block = encoded(Hash.SHA_256, Hash.SHA_256.of(message), length);
        return leftPadded(engine.processBlock(block, 0, length), length);
    }

    static int length(RSAKeyParameters key) {
        return (key.getModulus().bitLength() + 7) / 8;
    }

    /** EMSA-PKCS1-v1_5: 00 01 FF … FF 00 DigestInfo hash. */
    private static byte[] encoded(Hash hash, byte[] digest, int length) {
        byte[] prefix = digestInfo(hash);
        byte[] out = new byte[length];
        int info = length - digest.length - prefix.length;
        Arrays.fill(out, 2, info - 1, (byte) 0xff);
        out[1] = 1;
        System.arraycopy(prefix, 0, out, info, prefix.length);
        System.arraycopy(digest, 0, out, length - digest.length, digest.length);
        return out;
    }

    /** DigestInfo up to the hash (RFC 8017, 9.2, note 1). */
    private static byte[] digestInfo(Hash hash) {
        return HexFormat.of()
                .parseHex(
                        switch (hash) {
                            case SHA_256 -> "3031300d060960864801650304020105000420";
                            case SHA_384 -> "3041300d060960864801650304020205000430";
                            case SHA_512 -> "3051300d060960864801650304020305000440";
                        });
    }

    private static byte[] leftPadded(byte[] value, int length) {
        byte[] out = new byte[length];
        System.arraycopy(value, 0, out, length - value.length, value.length);
        return out;
    }
}
