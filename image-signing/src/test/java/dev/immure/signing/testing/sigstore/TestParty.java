package dev.immure.signing.testing.sigstore;

import dev.immure.core.image.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.HexFormat;

/** Somebody with a key of the JDK. */
public final class TestParty {
    private final KeyPair keys;
    private final String algorithm;

    private TestParty(KeyPair keys, String algorithm) {
        this.keys = keys;
        this.algorithm = algorithm;
    }

    public static TestParty ecdsa() {
        return generate("EC", new ECGenParameterSpec("secp256r1"), "SHA256withECDSA");
    }

    public static TestParty ed25519() {
        return generate("EdDSA", NamedParameterSpec.ED25519, "Ed25519");
    }

    /** @param bits 1024 makes a key that nobody may accept */
    public static TestParty rsa(int bits) {
        return generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), "SHA256withRSA");
    }

    private static TestParty generate(String kind, AlgorithmParameterSpec parameters, String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(parameters);
            return new TestParty(generator.generateKeyPair(), algorithm);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public KeyPair keys() {
        return keys;
    }

    /** By its JCA name. */
    public String algorithm() {
        return algorithm;
    }

    /** SubjectPublicKeyInfo. */
    public byte[] publicKey() {
        return keys.getPublic().getEncoded();
    }

    /** SHA-256 of the public key. */
    public byte[] id() {
        return HexFormat.of().parseHex(Digest.of(publicKey()).hex());
    }

    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String pem() {
        return TestPem.of("PUBLIC KEY", publicKey());
    }
}
