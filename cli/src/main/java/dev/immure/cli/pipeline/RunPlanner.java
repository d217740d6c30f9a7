package dev.immure.cli.pipeline;

import dev.immure.core.disk.DiskChoice;
import dev.immure.core.disk.DiskPreference;
import dev.immure.core.host.HostReport;
import dev.immure.core.host.IdLease;
import dev.immure.core.image.store.UnpackedImage;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.LaunchContext;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCompiler;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.ResourceLimits;
import dev.immure.policy.PolicyDecision;
import dev.immure.profiles.ProfileLimits;
import dev.immure.signing.VerificationResult;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * What a run is to be: before the decision as an intent, after it as a plan.
 *
 * @param state as probed once for this run, so that what was decided on is what is planned with
 * @param variant of the plan that is carried out
 */
record RunPlanner(RunSetting setting, HostState state, UnaryOperator<LaunchPlan> variant) {
    HostReport host() {
        return state.report();
    }

    Intent intent(RunWish wish, OpenImage image) {
        Intent merged = IntentMerge.merge(
                wish,
                image.config(),
                setting.profile(),
                image.user(wish.user().orElse(image.config().user())),
                state.rlimits());
        ProfileLimits limits = merged.limits();
        return merged.withLimits(limits.withInodes(
                DiskChoice.inodesInForce(preference(wish.limits()), limits.diskBytes(), limits.inodes())));
    }

    Prepared prepare(
            String runId,
            VerificationResult verified,
            PolicyDecision.Permit permit,
            RunWish wish,
            Intent intent,
            UnpackedImage layers,
            IdLease lease) {
        Instant now = Instant.now();
        HostReport host = host();
        Intent tightened = Tightening.apply(intent, permit.obligations());
        ResourceLimits resources = Specs.resources(tightened);
        DiskLimit disk = disk(wish.limits(), tightened.limits());
        CgroupLayout cgroups = Confinement.of(host, setting.cgroupParent(), tightened.bestEffort());
        LaunchContext context = Specs.context(runId, host, cgroups, lease.map(), resources, System.nanoTime());
        LaunchPlan plan = variant.apply(LaunchPlanCompiler.compile(
                Specs.container(
                        verified.image(),
                        layers.layers(),
                        tightened,
                        disk,
                        lease.map(),
                        cgroups,
                        host.kernelRelease(),
                        SelinuxLabels.of(host.selinux(), lease, tightened)),
                permit.permit(),
                context));
        return new Prepared(
                runId,
                now,
                verified,
                layers.root(),
                setting.policy(),
                permit,
                tightened,
                disk,
                cgroups,
                context,
                host.selinux().state(),
                plan);
    }

    private DiskLimit disk(RunWish.Limits asked, ProfileLimits inForce) {
        return DiskChoice.choose(
                preference(asked),
                state.disks(),
                inForce.diskBytes(),
                inForce.inodes(),
                asked.diskBytes().isPresent(),
                inForce.memoryBytes());
    }

    private DiskPreference preference(RunWish.Limits asked) {
        return asked.diskBackend().orElse(setting.disk());
    }
}
