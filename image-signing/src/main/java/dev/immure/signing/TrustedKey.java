package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.Demands;
import dev.immure.signing.internal.sigstore.SigstoreTrust;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A public key under the name that a trust policy gives it, for as long as the policy says. */
public final class TrustedKey implements Authority {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

    private final String name;
    private final VerificationKey key;
    private final Validity validity;
    private final Optional<TrustedRoot> root;

    TrustedKey(String name, VerificationKey key) {
        this(name, key, Validity.ALWAYS, Optional.empty());
    }

    /** @param root of the sigstore instance whose logs and timestamps may come with its signatures */
    TrustedKey(String name, VerificationKey key, Validity validity, Optional<TrustedRoot> root) {
        if (!isName(name)) {
            throw new IllegalArgumentException("this is not a name for a key");
        }
        this.name = name;
        this.key = Objects.requireNonNull(key, "key is null");
        this.root = Objects.requireNonNull(root, "root is null");
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

    boolean hasRoot() {
        return root.isPresent();
    }

    /** A key is trusted by itself: log entries and timestamps are a help, and checked where they are there. */
    SigstoreTrust sigstore() {
        return new SigstoreTrust.ManagedKey(key, Optional.empty(), root, Demands.KEY);
    }

    Validity validity() {
        return validity;
    }

    @Override
    public String toString() {
        return name + " (" + kind() + " " + fingerprint() + ")";
    }
}
