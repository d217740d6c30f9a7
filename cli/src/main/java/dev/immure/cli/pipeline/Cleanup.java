package dev.immure.cli.pipeline;

import dev.immure.cli.render.LeftoversRemoved;
import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.CallerIds;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.IdRanges;
import dev.immure.core.network.SandboxNetwork;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CgroupLeftovers;
import dev.immure.core.resource.CgroupParent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes what runs that were killed have left on the host. Whose lock is held is left alone. */
public final class Cleanup {
    private Cleanup() {}

    /**
     * @param root the state folder
     * @param cgroupParent empty for the cgroup that Immure itself runs in
     */
    public static LeftoversRemoved run(Path root, Optional<CgroupParent> cgroupParent) {
        return new LeftoversRemoved(
                // An ordinary user's sandboxes have no interfaces and no tables on the host.
                CallerIds.current().isRoot() ? SandboxNetwork.removeLeftovers() : List.of(),
                CgroupLeftovers.remove(CgroupLayout.detect(cgroupParent)).stream()
                        .map(Path::toString)
                        .toList(),
                disks(root));
    }

    private static List<String> disks(Path root) {
        List<String> removed = new ArrayList<>();
        for (int slot : SandboxDisk.slots(root)) {
            try (IdRanges ranges = IdRanges.open(root)) {
                Optional<IdLease> lease = ranges.tryAcquire(slot);
                if (lease.isPresent()) {
                    try (IdLease held = lease.get()) {
                        SandboxDisk.removeLeftovers(root, held.slot());
                        removed.add("slot " + held.slot());
                    }
                }
            }
        }
        return removed;
    }
}
