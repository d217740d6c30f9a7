package dev.immure.cli.serve;

import dev.immure.cli.pipeline.Cleanup;
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
import java.util.HashSet;
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
        Set<String> dead = folder.all().stream()
                .filter(note -> !note.owner().isAlive())
                .map(RunNote::run)
                .collect(Collectors.toSet());
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

    private static Set<String> remaining(Set<String> dead, Optional<CgroupParent> parent) {
        if (dead.isEmpty()) {
            return Set.of();
        }
        Set<String> there = new HashSet<>(CgroupLeftovers.runs(CgroupLayout.detect(parent)));
        there.retainAll(dead);
        return there;
    }
}
