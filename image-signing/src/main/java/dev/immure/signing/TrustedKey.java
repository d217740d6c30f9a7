package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.keys.VerificationKey;
import java.util.Objects;
import java.util.regex.Pattern;

/** A public key under the name that a trust policy gives it, for as long as the policy says. */
public final class TrustedKey implements Authority {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

    private final String name;
    private final VerificationKey key;
    private final Validity validity;

    TrustedKey(String name, VerificationKey key) {
        this(name, key, Validity.ALWAYS);
    }

    TrustedKey(String name, VerificationKey key, Validity validity) {
        if (!isName(name)) {
            throw new IllegalArgumentException("this is not a name for a key");
        }
        this.name = name;
        this.key = Objects.requireNonNull(key, "key is null");
        this.validity = Objects.requireNonNull(validity, "validity is null");
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    @Override
    public String name() {
        return name;
    }

    public Digest fingerprint() {
        return key.fingerprint();
    }

    @Override
    public String kind() {
        return key.kind();
    }

    /** The key alone: one key with two windows is still one signer. */
    @Override
    public String definition() {
        return "key " + fingerprint();
    }

    VerificationKey key() {
        return key;
    }

    Validity validity() {
        return validity;
    }

    @Override
    public String toString() {
        return name + " (" + kind() + " " + fingerprint() + ")";
    }
}
