package dev.immure.signing.internal.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * A private key and the public key that belongs to it. Signing is deterministic for every kind (RFC 6979 for ECDSA): the
 * same image signed twice gives the same bytes. Prints nothing of itself.
 */
public final class PrivateKey implements MessageSigner {
    private final AsymmetricKeyParameter secret;
    private final AsymmetricKeyParameter shared;
    private final VerificationKey publicKey;

    private PrivateKey(AsymmetricKeyParameter secret, AsymmetricKeyParameter shared, VerificationKey publicKey) {
        this.secret = secret;
        this.shared = shared;
        this.publicKey = publicKey;
    }

    /** The public half is computed, never taken from the file, and must be strong enough to count. */
    static PrivateKey of(AsymmetricKeyParameter secret, String on) {
        AsymmetricKeyParameter shared = switch (secret) {
            case ECPrivateKeyParameters ec -> publicOf(ec);
            case RSAPrivateCrtKeyParameters rsa ->
                new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
            default -> throw KeyFaults.kind(on, "a key of this kind is not supported");
        };
        try {
            return new PrivateKey(secret, shared, PublicKeys.ofDer(PublicKeys.canonical(shared), on));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // encoding in memory
        }
    }

    private static ECPublicKeyParameters publicOf(ECPrivateKeyParameters key) {
        return new ECPublicKeyParameters(
                new FixedPointCombMultiplier().multiply(key.getParameters().getG(), key.getD()), key.getParameters());
    }

    @Override
    public VerificationKey publicKey() {
        return publicKey;
    }

    @Override
    public String publicPem() {
        try {
            return PublicKeys.pem(shared);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PKCS#8, not encrypted: for a key made here, to be written where only its owner reads. */
    public String privatePem() {
        try {
            return new Pem(
                            "PRIVATE KEY",
                            PrivateKeyInfoFactory.createPrivateKeyInfo(secret).getEncoded("DER"))
                    .text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] sign(byte[] message) {
        byte[] signature = switch (secret) {
            case ECPrivateKeyParameters ec -> ecdsa(ec, message);
            case RSAPrivateCrtKeyParameters rsa -> RsaPkcs1.sign(rsa, message);
            case Ed25519PrivateKeyParameters ed -> ed25519(ed, message);
            default -> throw new IllegalStateException("of() let no other kind pass");
        };
        // A key file with a flipped bit, or a fault while computing, must not leave a wrong signature behind.
        if (publicKey.verify(message, signature).isEmpty()) {
            throw new IllegalStateException("the signature just made does not verify");
        }
        return signature;
    }

    private static byte[] ecdsa(ECPrivateKeyParameters key, byte[] message) {
        ECNamedDomainParameters domain = (ECNamedDomainParameters) key.getParameters();
        Hash hash = EcdsaCurve.of(domain.getName())
                .orElseThrow()
                .variants()
                .getFirst()
                .hash();
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(hash.digest()));
        signer.init(true, key);
        BigInteger[] pair = signer.generateSignature(hash.of(message));
        return EcdsaDer.encode(pair[0], pair[1]);
    }

    private static byte[] ed25519(Ed25519PrivateKeyParameters key, byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }
}
