package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.keys.VerificationKey;
import java.util.Objects;
import java.util.regex.Pattern;

/** A public key under the name that a trust policy gives it. */
public final class TrustedKey {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

    private final String name;
    private final VerificationKey key;

    TrustedKey(String name, VerificationKey key) {
        if (!isName(name)) {
            throw new IllegalArgumentException("this is not a name for a key");
        }
        this.name = name;
        this.key = Objects.requireNonNull(key, "key is null");
    }

    /** Letters, digits and {@code . _ @ + -}, at most 64: a name appears in receipts and policies. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    public String name() {
        return name;
    }

    public Digest fingerprint() {
        return key.fingerprint();
    }

    /** Such as {@code ecdsa-p256}. */
    public String kind() {
        return key.kind();
    }

    VerificationKey key() {
        return key;
    }

    SignerIdentity identity() {
        return new SignerIdentity(name, fingerprint(), SignerIdentity.COSIGN_KEY);
    }

    @Override
    public String toString() {
        return name + " (" + kind() + " " + fingerprint() + ")";
    }
}
