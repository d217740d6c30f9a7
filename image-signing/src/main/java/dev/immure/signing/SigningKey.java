package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.TokenFault;
import dev.immure.signing.internal.keys.MessageSigner;
import dev.immure.signing.internal.keys.PrivateKey;
import dev.immure.signing.internal.keys.PrivateKeys;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.token.TokenKey;
import dev.immure.signing.internal.token.TokenUri;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A private key to sign images with: ECDSA on P-256, P-384 or P-521, Ed25519, or RSA of 2,048 to 8,192 bits; from a file,
 * or on a token. Prints nothing secret.
 */
public final class SigningKey {
    private static final int MAX_PIN = 255;

    private final MessageSigner key;
    private final Optional<PrivateKey> inMemory;

    private SigningKey(PrivateKey key) {
        this.key = key;
        this.inMemory = Optional.of(key);
    }

    private SigningKey(TokenKey key) {
        this.key = key;
        this.inMemory = Optional.empty();
    }

    /**
     * Reads a key file, or opens the key on a token that a {@code pkcs11:} URI names (RFC 7512).
     *
     * @param password as {@link #read(Path, Supplier)}; a token's PIN comes from the file in its URI
     * @throws dev.immure.core.ImmureException as {@link #read(Path, Supplier)}, or with a {@code TokenFault}
     */
    public static SigningKey open(String name, Supplier<Optional<char[]>> password) {
        return name.startsWith(TokenUri.SCHEME) ? ofToken(TokenUri.parse(name)) : read(Path.of(name), password);
    }

    private static SigningKey ofToken(TokenUri uri) {
        KeyFiles.requireClosed(uri.module());
        byte[] file = KeyFiles.readSecret(uri.pinSource());
        char[] pin = new String(file, StandardCharsets.UTF_8).strip().toCharArray();
        try {
            if (pin.length == 0 || pin.length > MAX_PIN) {
                throw new ImmureException(new Fault(
                        TokenFault.PIN,
                        "cannot use PIN in",
                        uri.pinSource().toString(),
                        "it is empty or longer than " + MAX_PIN + " characters",
                        "Write the PIN into one line"));
            }
            return new SigningKey(TokenKey.open(uri, pin));
        } finally {
            Arrays.fill(file, (byte) 0);
            Arrays.fill(pin, '\0');
        }
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

    /**
     * The private key in PKCS#8, not encrypted: to be written to a file of mode 0600.
     *
     * @throws IllegalStateException for a key on a token, which does not give it away
     */
    public String privatePem() {
        return inMemory.orElseThrow(() -> new IllegalStateException("a token does not give its key away"))
                .privatePem();
    }

    /** As {@link SignerIdentity#fingerprint}. */
    public Digest fingerprint() {
        return key.publicKey().fingerprint();
    }

    /** Such as {@code ecdsa-p256}. */
    public String kind() {
        return key.publicKey().kind();
    }

    VerificationKey publicKey() {
        return key.publicKey();
    }

    byte[] sign(byte[] message) {
        return key.sign(message);
    }

    @Override
    public String toString() {
        return kind() + " " + fingerprint();
    }
}
