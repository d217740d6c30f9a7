package dev.immure.cli.pipeline;

import dev.immure.core.image.Digest;
import dev.immure.core.plan.LaunchPlan;
import java.util.Objects;

/**
 * A run that is not carried out.
 *
 * @param image digest of the manifest
 * @param tree stands for its unpacked files
 */
public record PlannedRun(Digest image, Digest tree, LaunchPlan plan) {
    public PlannedRun {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(tree, "tree is null");
        Objects.requireNonNull(plan, "plan is null");
    }
}
