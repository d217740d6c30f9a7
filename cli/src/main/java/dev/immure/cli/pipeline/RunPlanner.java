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

    Outline outline(RunWish wish, Intent intent, PolicyDecision.Permit permit) {
        Intent tightened = Tightening.apply(intent, permit.obligations());
        return new Outline(
                tightened,
                Specs.resources(tightened),
                disk(wish.limits(), tightened.limits()),
                Confinement.of(host(), setting.cgroupParent(), tightened.bestEffort()));
    }

    /** Of a sandbox that is to be put up now. */
    LaunchContext context(String sandboxId, Outline outline, IdLease lease) {
        return Specs.context(sandboxId, host(), outline.cgroups(), lease.map(), outline.resources(), System.nanoTime());
    }

    /** @param context of the sandbox that the run is to have */
    Prepared prepare(
            String runId,
            VerificationResult verified,
            PolicyDecision.Permit permit,
            Outline outline,
            UnpackedImage layers,
            LaunchContext context,
            IdLease lease) {
        Instant now = Instant.now();
        HostReport host = host();
        LaunchPlan plan = variant.apply(LaunchPlanCompiler.compile(
                Specs.container(
                        verified.image(),
                        layers.layers(),
                        outline.intent(),
                        outline.disk(),
                        lease.map(),
                        outline.cgroups(),
                        host.kernelRelease(),
                        SelinuxLabels.of(host.selinux(), lease, outline.intent())),
                permit.permit(),
                context));
        return new Prepared(
                runId,
                now,
                verified,
                layers.root(),
                setting.policy(),
                permit,
                outline.intent(),
                outline.disk(),
                outline.cgroups(),
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
