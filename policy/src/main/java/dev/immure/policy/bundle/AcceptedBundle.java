package dev.immure.policy.bundle;

import dev.immure.policy.PolicyBundle;
import dev.immure.signing.VerifiedImage;
import java.util.Objects;

/** A bundle that may decide: signed by those whose signature counts, of this time, and what its rules come to. */
public final class AcceptedBundle {
    private final BundleFile file;
    private final VerifiedImage signatures;
    private final PolicyBundle policy;

    AcceptedBundle(BundleFile file, VerifiedImage signatures, PolicyBundle policy) {
        this.file = Objects.requireNonNull(file, "file is null");
        this.signatures = Objects.requireNonNull(signatures, "signatures is null");
        this.policy = Objects.requireNonNull(policy, "policy is null");
    }

    public BundleFile file() {
        return file;
    }

    /** Who signed it. */
    public VerifiedImage signatures() {
        return signatures;
    }

    public PolicyBundle policy() {
        return policy;
    }
}
