package dev.immure.cli.serve;

import dev.immure.cli.pipeline.Cleanup;
import dev.immure.cli.pipeline.StandingIds;
import dev.immure.cli.render.LeftoversRemoved;
import dev.immure.cli.runs.LostRuns;
import dev.immure.cli.runs.RunFolder;
import dev.immure.cli.runs.RunNote;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CgroupLeftovers;
import dev.immure.core.resource.CgroupParent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * What a service does first: the sandboxes of one that was killed have ended with it, for the monitor of each ends them
 * when its socket closes. It waits until they have, removes what they left, and records their runs as lost.
 *
 * @param lost runs that started and were not seen to end
 * @param removed what was left of them
 * @param remaining runs whose cgroups are still there: something in them does not end
 */
public record Recovery(List<RunNote> lost, LeftoversRemoved removed, Set<String> remaining) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    public Recovery {
        lost = List.copyOf(lost);
        remaining = Set.copyOf(remaining);
    }

    /**
     * All of it.
     *
     * @param root the state folder
     * @param log the directory of the audit log
     */
    public static Recovery run(Path root, Path log, AuditSettings recording, Optional<CgroupParent> parent) {
        RunFolder folder = RunFolder.of(root);
        List<RunNote> dead =
                folder.all().stream().filter(note -> !note.owner().isAlive()).toList();
        long until = System.nanoTime() + PATIENCE.toNanos();
        LeftoversRemoved removed = Cleanup.run(root, parent);
        Set<String> remaining = remaining(dead, parent);
        while (!remaining.isEmpty() && System.nanoTime() - until < 0) {
            // cgroup.events could be watched, but only of cgroups that are there, and this is over in milliseconds.
            LockSupport.parkNanos(PAUSE_NANOS);
            removed = removed.and(Cleanup.run(root, parent));
            remaining = remaining(dead, parent);
        }
        return new Recovery(LostRuns.settle(folder, log, recording), removed, remaining);
    }

    private static Set<String> remaining(List<RunNote> dead, Optional<CgroupParent> parent) {
        if (dead.isEmpty()) {
            return Set.of();
        }
        return CgroupLeftovers.runs(CgroupLayout.detect(parent)).stream()
                .filter(id -> dead.stream().anyMatch(note -> isOf(note, id)))
                .collect(Collectors.toSet());
    }

    /** A run may have been in a sandbox that stood ready, which has a name of its own. */
    private static boolean isOf(RunNote dead, String id) {
        return dead.run().equals(id) || StandingIds.isOf(dead.owner().pid(), id);
    }
}
