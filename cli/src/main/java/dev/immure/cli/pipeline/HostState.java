package dev.immure.cli.pipeline;

import dev.immure.core.disk.DiskOffers;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.HostReport;
import dev.immure.core.runtime.Rlimit;
import java.util.Map;

/**
 * What this host has for a sandbox, looked at together: it takes time, and what is decided on must be what is planned with.
 *
 * @param rlimits the caller's own hard limits
 */
record HostState(HostReport report, DiskOffers disks, Map<Rlimit.Resource, Long> rlimits) {
    HostState {
        rlimits = Map.copyOf(rlimits);
    }

    static HostState probe(RunSetting setting) {
        return new HostState(
                HostProbe.probe(setting.cgroupParent()), DiskOffers.probe(setting.root()), HostRlimits.hard());
    }
}
