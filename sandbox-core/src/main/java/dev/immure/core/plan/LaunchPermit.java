package dev.immure.core.plan;

import dev.immure.core.image.Digest;
import java.util.Objects;

/**
 * Leave to launch one image under one policy. The plan compiler refuses a permit for another digest; ArchUnit holds that
 * only the decision point calls {@link #issue}.
 */
public final class LaunchPermit {
    private final Digest image;
    private final Digest policy;
    private final String decisionId;

    private LaunchPermit(Digest image, Digest policy, String decisionId) {
        this.image = Objects.requireNonNull(image, "image is null");
        this.policy = Objects.requireNonNull(policy, "policy is null");
        this.decisionId = Objects.requireNonNull(decisionId, "decisionId is null");
    }

    /** Called by {@code policy.PolicyDecisionPoint} alone, after it has decided to permit. */
    public static LaunchPermit issue(Digest image, Digest policy, String decisionId) {
        return new LaunchPermit(image, policy, decisionId);
    }

    /** Digest of the manifest that may be launched. */
    public Digest image() {
        return image;
    }

    /** Digest of the policy that said so. */
    public Digest policy() {
        return policy;
    }

    public String decisionId() {
        return decisionId;
    }
}
