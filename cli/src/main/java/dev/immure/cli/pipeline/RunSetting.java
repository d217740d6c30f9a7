package dev.immure.cli.pipeline;

import dev.immure.core.audit.AuditSettings;
import dev.immure.core.disk.DiskPreference;
import dev.immure.core.image.registry.RegistryAccess;
import dev.immure.core.image.store.TreeVerification;
import dev.immure.core.resource.CgroupParent;
import dev.immure.policy.Caller;
import dev.immure.policy.DecisionMemory;
import dev.immure.policy.PolicyBundle;
import dev.immure.profiles.SecurityProfile;
import dev.immure.signing.TrustPolicy;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a run takes place, who decides, and for whom.
 *
 * @param root state folder, made if missing
 * @param images of the content store
 * @param audit of the audit log
 * @param cgroupParent empty for the cgroup that Immure itself runs in
 * @param disk back-end when the run names none
 * @param verifyTree of the image's layers, before they are used
 * @param registries how registries are spoken to
 * @param recording how the audit log is kept
 * @param caller whom the policy decides about
 * @param decisions what policies answered before
 */
public record RunSetting(
        Path root,
        Path images,
        Path audit,
        TrustPolicy trust,
        PolicyBundle policy,
        SecurityProfile profile,
        Optional<CgroupParent> cgroupParent,
        DiskPreference disk,
        TreeVerification verifyTree,
        RegistryAccess registries,
        AuditSettings recording,
        Caller caller,
        DecisionMemory decisions) {
    public RunSetting {
        Objects.requireNonNull(root, "root is null");
        Objects.requireNonNull(images, "images is null");
        Objects.requireNonNull(audit, "audit is null");
        Objects.requireNonNull(trust, "trust is null");
        Objects.requireNonNull(policy, "policy is null");
        Objects.requireNonNull(profile, "profile is null");
        Objects.requireNonNull(cgroupParent, "cgroupParent is null");
        Objects.requireNonNull(disk, "disk is null");
        Objects.requireNonNull(verifyTree, "verifyTree is null");
        Objects.requireNonNull(registries, "registries is null");
        Objects.requireNonNull(recording, "recording is null");
        Objects.requireNonNull(caller, "caller is null");
        Objects.requireNonNull(decisions, "decisions is null");
    }

    /** For this process: registries are spoken to anonymously, all facts are recorded, and the rules are asked each time. */
    public RunSetting(
            Path root,
            Path images,
            Path audit,
            TrustPolicy trust,
            PolicyBundle policy,
            SecurityProfile profile,
            Optional<CgroupParent> cgroupParent,
            DiskPreference disk,
            TreeVerification verifyTree) {
        this(
                root,
                images,
                audit,
                trust,
                policy,
                profile,
                cgroupParent,
                disk,
                verifyTree,
                RegistryAccess.ANONYMOUS,
                AuditSettings.DEFAULT,
                Callers.ofThisProcess(),
                DecisionMemory.NONE);
    }
}
