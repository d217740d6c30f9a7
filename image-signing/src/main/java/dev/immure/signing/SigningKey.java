package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.keys.PrivateKey;
import dev.immure.signing.internal.keys.PrivateKeys;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A private key to sign images with: ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of 2,048 to 8,192 bits. Prints
 * nothing secret.
 */
public final class SigningKey {
    private final PrivateKey key;

    private SigningKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a key file: PEM in PKCS#8 (also encrypted), SEC1, PKCS#1 or cosign's own form, at most 64 KiB, not accessible
     * to group or others.
     *
     * @param password asked once, and only when the key is encrypted; the array is cleared after use. Empty when there
     *     is nobody to ask.
     * @throws dev.immure.core.ImmureException with FILE, PERMISSIONS, KEY, KEY_KIND, WEAK_KEY or PASSWORD
     */
    public static SigningKey read(Path file, Supplier<Optional<char[]>> password) {
        byte[] pem = KeyFiles.readSecret(file);
        try {
            return new SigningKey(PrivateKeys.parse(pem, file.toString(), password));
        } finally {
            Arrays.fill(pem, (byte) 0);
        }
    }

    /** Reads a key file that is not encrypted. */
    public static SigningKey read(Path file) {
        return read(file, Optional::empty);
    }

    public static SigningKey generateEcdsaP256() {
        return new SigningKey(PrivateKeys.generateEcdsaP256());
    }

    /** The public key, as `openssl pkey -pubout` writes it. */
    public String publicPem() {
        return key.publicPem();
    }

    /** The private key in PKCS#8, not encrypted: to be written to a file of mode 0600. */
    public String privatePem() {
        return key.privatePem();
    }

    /** As {@link SignerIdentity#fingerprint}. */
    public Digest fingerprint() {
        return key.publicKey().fingerprint();
    }

    /** Such as {@code ecdsa-p256}. */
    public String kind() {
        return key.publicKey().kind();
    }

    byte[] sign(byte[] message) {
        return key.sign(message);
    }

    @Override
    public String toString() {
        return kind() + " " + fingerprint();
    }
}
