package dev.immure.cli.pipeline;

import dev.immure.core.image.Digest;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.ContainerUser;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.Mount;
import dev.immure.core.plan.RootMode;
import dev.immure.core.plan.Wall;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.ResourceLimits;
import dev.immure.core.runtime.ProtectedPaths;
import dev.immure.core.runtime.Rlimit;
import java.util.List;
import java.util.Optional;

/** A run that is permitted and has no place yet. */
record Outline(Intent intent, ResourceLimits resources, DiskLimit disk, CgroupLayout cgroups) {
    /**
     * What a sandbox is put up for: all of a run that the steps before its program depend on. Equal ones can serve the same
     * runs; whether one does is decided by the plans themselves.
     *
     * @param tree stands for the image's files
     */
    record Shape(
            Digest tree,
            String workingDirectory,
            ContainerUser user,
            String hostname,
            RootMode rootMode,
            List<Mount> mounts,
            List<Rlimit> rlimits,
            ProtectedPaths paths,
            NetworkSpec network,
            SelinuxWish label,
            List<Wall> bestEffort,
            ResourceLimits resources,
            DiskLimit disk,
            CgroupLayout cgroups) {}

    /** Empty for a run whose first steps are its caller's own: his files, his terminal. */
    Optional<Shape> shape(Digest tree) {
        boolean own = intent.terminal().isEmpty()
                && intent.copies().in().isEmpty()
                && intent.mounts().stream().noneMatch(Mount.Bind.class::isInstance);
        return own
                ? Optional.of(new Shape(
                        tree,
                        intent.workingDirectory(),
                        intent.user(),
                        intent.hostname(),
                        intent.rootMode(),
                        intent.mounts(),
                        intent.rlimits(),
                        intent.profile().paths(),
                        intent.network(),
                        intent.label(),
                        intent.bestEffort(),
                        resources,
                        disk,
                        cgroups))
                : Optional.empty();
    }
}
