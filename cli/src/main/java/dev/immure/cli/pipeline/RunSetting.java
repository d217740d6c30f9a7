package dev.immure.cli.pipeline;

import dev.immure.policy.PolicyBundle;
import dev.immure.profiles.SecurityProfile;
import dev.immure.signing.TrustPolicy;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a run takes place and who decides.
 *
 * @param root state folder
 */
public record RunSetting(Path root, TrustPolicy trust, PolicyBundle policy, SecurityProfile profile) {
    public RunSetting {
        Objects.requireNonNull(root, "root is null");
        Objects.requireNonNull(trust, "trust is null");
        Objects.requireNonNull(policy, "policy is null");
        Objects.requireNonNull(profile, "profile is null");
    }
}
