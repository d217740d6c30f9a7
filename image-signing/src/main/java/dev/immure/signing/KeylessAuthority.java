package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.sigstore.Demands;
import dev.immure.signing.internal.sigstore.SigstoreTrust;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import java.util.Objects;

/** Whoever an instance of sigstore gave a certificate for an identity: no key lasts longer than one signature. */
public final class KeylessAuthority implements Authority {
    private final String name;
    private final TrustedRoot root;
    private final Digest rootDigest;
    private final IdentityRule identity;

    /** @param rootDigest of the file that {@code root} was read from */
    KeylessAuthority(String name, TrustedRoot root, Digest rootDigest, IdentityRule identity) {
        this.name = Objects.requireNonNull(name, "name is null");
        this.root = Objects.requireNonNull(root, "root is null");
        this.rootDigest = Objects.requireNonNull(rootDigest, "rootDigest is null");
        this.identity = Objects.requireNonNull(identity, "identity is null");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "keyless";
    }

    @Override
    public String definition() {
        // A line end stands in no identity: two rules cannot be written alike.
        return "keyless\n" + identity.issuer() + "\n" + identity.subject() + "\n" + rootDigest;
    }

    SigstoreTrust trust() {
        return new SigstoreTrust.Keyless(root, identity, Demands.KEYLESS);
    }
}
