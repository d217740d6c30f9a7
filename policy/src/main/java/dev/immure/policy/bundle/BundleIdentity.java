package dev.immure.policy.bundle;

import dev.immure.core.image.Digest;
import java.util.Objects;

/** Which bundle: a name, one of its versions, and what that is. */
public record BundleIdentity(String name, long version, Digest digest) {
    public BundleIdentity {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(digest, "digest is null");
        if (version < 1 || version > BundleLimits.VERSION) {
            throw new IllegalArgumentException("the version " + version + " is none");
        }
    }

    static BundleIdentity of(BundleFile bundle) {
        return new BundleIdentity(bundle.manifest().name(), bundle.manifest().version(), bundle.digest());
    }

    @Override
    public String toString() {
        return name + ":" + version + " (" + digest + ")";
    }
}
