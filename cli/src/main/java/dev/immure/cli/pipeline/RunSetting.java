package dev.immure.cli.pipeline;

import dev.immure.policy.PolicyBundle;
import dev.immure.profiles.SecurityProfile;
import dev.immure.signing.TrustPolicy;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a run takes place and who decides.
 *
 * @param root state folder, made if missing
 * @param images of the content store
 * @param audit of the audit log
 */
public record RunSetting(
        Path root, Path images, Path audit, TrustPolicy trust, PolicyBundle policy, SecurityProfile profile) {
    public RunSetting {
        Objects.requireNonNull(root, "root is null");
        Objects.requireNonNull(images, "images is null");
        Objects.requireNonNull(audit, "audit is null");
        Objects.requireNonNull(trust, "trust is null");
        Objects.requireNonNull(policy, "policy is null");
        Objects.requireNonNull(profile, "profile is null");
    }
}
