package dev.immure.cli.pipeline;

import dev.immure.core.host.HostReport;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.image.UnpackedLayer;
import dev.immure.core.launch.SeccompFilter;
import dev.immure.core.launch.TimeLimits;
import dev.immure.core.launch.Transfers;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.ContainerSpec;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.IdMap;
import dev.immure.core.plan.LaunchContext;
import dev.immure.core.plan.SelinuxLabel;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.Cgroups;
import dev.immure.core.resource.Hierarchy;
import dev.immure.core.resource.ResourceLimits;
import dev.immure.core.runtime.ArgumentComparison;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SeccompStack;
import dev.immure.profiles.OciSeccomp;
import dev.immure.profiles.ProfileLimits;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a tightened intent to what the plan compiler and the launcher take. */
final class Specs {
    /**
     * PID 1 mounts its working tmpfs over this, in its own mount namespace. It must be a directory that every host has and
     * that a user without rights can reach: a state folder below a private home is none.
     */
    private static final String STAGING = "/proc";

    /** errno(3). */
    private static final int EPERM = 1;

    private Specs() {}

    /**
     * @param layers as the store stacks them: without those that others hide
     * @param kernel release of this host, which a filter of the user's may ask about
     */
    static ContainerSpec container(
            ResolvedImage image,
            List<UnpackedLayer> layers,
            Intent intent,
            DiskLimit disk,
            IdMap ids,
            CgroupLayout cgroups,
            String kernel,
            Optional<SelinuxLabel> label) {
        return new ContainerSpec(
                image.digest(),
                layers.stream().map(UnpackedLayer::diffId).toList(),
                intent.argv(),
                intent.environment(),
                intent.workingDirectory(),
                intent.user(),
                intent.hostname(),
                intent.rootMode(),
                intent.mounts(),
                intent.capabilities(),
                Confinement.rlimits(intent, cgroups, ids),
                intent.tuning().addresses(),
                SeccompFilter.compile(seccomp(intent, ids, kernel)),
                intent.profile().paths(),
                disk,
                label,
                intent.network(),
                intent.copies(),
                intent.terminal(),
                intent.bestEffort());
    }

    /** The profile's rules, and on top of them the user's file, which can only take away from them. */
    private static SeccompStack seccomp(Intent intent, IdMap ids, String kernel) {
        SeccompStack stack =
                SeccompStack.of(ids instanceof IdMap.Single ? ownLimitsOnly(profile(intent)) : profile(intent));
        return intent.customSeccomp()
                .map(custom -> stack.with(custom.profile(intent.capabilities(), OciSeccomp.KernelRelease.of(kernel))))
                .orElse(stack);
    }

    /**
     * Where everything inside has one id, prlimit(2) lets the program set the limits of PID 1, and the kernel would kill that
     * for them: it sees equal ids, and asks for nothing else.
     */
    private static SeccompProfile ownLimitsOnly(SeccompProfile profile) {
        return profile.withFirst(new SeccompRule(
                Set.of("prlimit64"),
                new SeccompAction.Errno(EPERM),
                List.of(new ArgumentComparison(
                        0,
                        ArgumentComparison.Operator.NE,
                        ArgumentComparison.Width.BITS_32,
                        ArgumentComparison.Width.BITS_32.bits(),
                        0)),
                "The limits of another process, PID 1 above all, which has the same user."));
    }

    /** A few calls more with a network: asking the kernel for addresses and routes. */
    private static SeccompProfile profile(Intent intent) {
        return switch (intent.network()) {
            case NetworkSpec.None ignored -> intent.profile().seccomp();
            case NetworkSpec.Private ignored -> intent.profile().networkedSeccomp();
        };
    }

    static ResourceLimits resources(Intent intent) {
        ProfileLimits limits = intent.limits();
        ResourceLimits resources = ResourceLimits.of(
                        limits.memoryBytes(), Math.toIntExact(Math.min(limits.pids(), 4_000_000)))
                .withMilliCpus(Math.toIntExact(Math.min(limits.milliCpus(), 8_192_000)));
        return intent.tuning().cpus().map(resources::withCpus).orElse(resources);
    }

    /** Without a cgroup there is no meter of CPU time that could be watched. */
    static TimeLimits times(Intent intent, CgroupLayout cgroups) {
        ProfileLimits limits = intent.limits();
        boolean metered = !(cgroups instanceof CgroupLayout.Waived);
        return new TimeLimits(
                Optional.of(limits.cpuTime()).filter(time -> metered),
                Optional.of(limits.wallTime()),
                limits.outputBytes(),
                intent.tuning().extraTime());
    }

    /** What the program may write is also the most that comes out. */
    static Transfers transfers(Intent intent) {
        return new Transfers(intent.copies(), intent.limits().diskBytes());
    }

    /** @param monotonicNanos CLOCK_MONOTONIC, which System.nanoTime reads on Linux */
    static LaunchContext context(
            String runId,
            HostReport host,
            CgroupLayout cgroups,
            IdMap ids,
            ResourceLimits limits,
            long monotonicNanos) {
        List<Hierarchy> hierarchies = cgroups.hierarchies(limits.controllers());
        long monotonic = monotonicNanos / 1_000_000_000L;
        return new LaunchContext(
                runId,
                ids,
                host.landlockAbi(),
                host.lastCapability(),
                monotonic,
                Math.max(monotonic, host.uptimeSeconds()),
                CgroupLayout.names(hierarchies),
                CgroupLayout.unified(hierarchies),
                Cgroups.directoryName(runId),
                STAGING);
    }
}
