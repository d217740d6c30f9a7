package dev.immure.cli;

import dev.immure.cli.serve.ServeSettings;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.disk.DiskPreference;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.registry.RegistryRule;
import dev.immure.core.image.store.TreeVerification;
import dev.immure.core.resource.CgroupParent;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What holds when the command line does not say otherwise.
 *
 * @param root the state folder, absolute
 * @param trust the trust file; empty when there is none, and then nobody is trusted
 * @param policy a bundle or a directory of policies; empty for the one in place, else the shipped one
 * @param policyTrust trust file for policy bundles; where there is one, no other policies are accepted
 * @param profile a name or the path of a profile.json; empty for the default one
 * @param cgroupParent empty for the cgroup that Immure itself runs in
 * @param disk back-end of sandboxes' disks; empty for the best that the host has
 * @param verifyTree how unpacked layers are compared with what was unpacked before each run
 * @param registries that are spoken to otherwise than by default
 * @param recording how the audit log is kept
 * @param serve how much the service does at a time
 */
public record Configuration(
        Path root,
        Optional<Path> trust,
        Optional<Path> policy,
        Optional<Path> policyTrust,
        Optional<String> profile,
        Optional<CgroupParent> cgroupParent,
        Optional<DiskPreference> disk,
        TreeVerification verifyTree,
        Map<RegistryHost, RegistryRule> registries,
        AuditSettings recording,
        ServeSettings serve) {
    public Configuration {
        Objects.requireNonNull(trust, "trust is null");
        Objects.requireNonNull(policy, "policy is null");
        Objects.requireNonNull(policyTrust, "policyTrust is null");
        Objects.requireNonNull(profile, "profile is null");
        Objects.requireNonNull(cgroupParent, "cgroupParent is null");
        Objects.requireNonNull(disk, "disk is null");
        Objects.requireNonNull(verifyTree, "verifyTree is null");
        Objects.requireNonNull(recording, "recording is null");
        Objects.requireNonNull(serve, "serve is null");
        registries = Map.copyOf(registries);
        root = root.toAbsolutePath().normalize();
    }

    /** The content store. */
    public Path images() {
        return root.resolve("images");
    }

    /** Policy bundles in place, and what is remembered of them. */
    public Path policies() {
        return root.resolve("policy");
    }

    /** The directory of policies as data, which spares reading their rules again. */
    public Path keptPolicies() {
        return root.resolve("kept").resolve("policies");
    }

    /** The directory of answers of policies, which spares asking them again. */
    public Path keptDecisions() {
        return root.resolve("kept").resolve("decisions");
    }

    /** The directory of the audit log. */
    public Path audit() {
        return root.resolve("audit");
    }
}
