package dev.immure.cli.pipeline;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.RootMode;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.policy.Obligation;
import dev.immure.profiles.ProfileLimits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Applies a permit's obligations. Each of them can only make the launch tighter. Pure. */
final class Tightening {
    private Tightening() {}

    static Intent apply(Intent intent, List<Obligation> obligations) {
        Intent tightened = intent;
        for (Obligation obligation : obligations) {
            tightened = apply(tightened, obligation);
        }
        return tightened;
    }

    private static Intent apply(Intent intent, Obligation obligation) {
        return switch (obligation) {
            case Obligation.DropCapability drop -> intent.withCapabilities(without(intent.capabilities(), drop.name()));
            case Obligation.ReadOnlyRoot ignored -> intent.withRootMode(RootMode.READ_ONLY);
            case Obligation.NoNetwork ignored -> intent.withNetwork(new NetworkSpec.None());
            case Obligation.UseProfile use -> requireProfile(intent, use.name());
            case Obligation.DemandWall demand ->
                intent.withBestEffort(intent.bestEffort().stream()
                        .filter(wall -> !wall.label().equals(demand.name()))
                        .toList());
            case Obligation.CapCpuTime cap ->
                intent.withLimits(capped(intent.limits(), cap)).withTuning(capped(intent, cap.time()));
            case Obligation.Cap cap -> intent.withLimits(capped(intent.limits(), cap));
        };
    }

    /** The cap is for all that is used: what the limit leaves of it is left for extra time. */
    private static Tuning capped(Intent intent, Duration cap) {
        Duration left = cap.minus(least(intent.limits().cpuTime(), cap));
        return intent.tuning().withExtraTime(least(intent.tuning().extraTime(), left));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static CapabilitySet without(CapabilitySet set, String name) {
        Set<Capability> left = EnumSet.noneOf(Capability.class);
        set.capabilities().stream()
                .filter(capability -> !capability.name().equals(name))
                .forEach(left::add);
        return new CapabilitySet(left);
    }

    /** Two profiles cannot be merged into one that anybody has looked at; so the caller has to name the one demanded. */
    private static Intent requireProfile(Intent intent, String name) {
        if (intent.profile().name().equals(name)) {
            return intent;
        }
        throw new ImmureException(new Fault(
                CliFault.PROFILE_DEMANDED,
                "cannot run with profile",
                intent.profile().name(),
                "the policy demands profile " + name,
                "Run with --profile " + name));
    }

    private static ProfileLimits capped(ProfileLimits l, Obligation.Cap cap) {
        long memory = l.memoryBytes();
        long pids = l.pids();
        Duration cpu = l.cpuTime();
        Duration wall = l.wallTime();
        long output = l.outputBytes();
        long disk = l.diskBytes();
        switch (cap) {
            case Obligation.CapMemory c -> memory = Math.min(memory, c.bytes());
            case Obligation.CapPids c -> pids = Math.min(pids, c.count());
            case Obligation.CapCpuTime c -> cpu = least(cpu, c.time());
            case Obligation.CapWallTime c -> wall = least(wall, c.time());
            case Obligation.CapOutput c -> output = Math.min(output, c.bytes());
            case Obligation.CapDisk c -> disk = Math.min(disk, c.bytes());
        }
        return new ProfileLimits(memory, pids, l.milliCpus(), cpu, wall, output, disk, l.inodes());
    }
}
