package dev.immure.core.launch;

import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.IdLease;
import dev.immure.core.image.Digest;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.WindowSize;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.ResourceLimits;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A plan and what it needs of this host to come true.
 *
 * @param sandboxId the one the plan was compiled with
 * @param layerTrees where each layer's tree lies
 * @param idRange the one the plan was compiled with; stays the caller's
 * @param resources for the cgroup
 * @param network the one the plan was compiled with
 * @param disk of the back-end that the plan names; stays the caller's
 * @param window asked again and again for the size of the caller's terminal, where the plan has one for the program; then
 *     stdin goes there, and stderr stays empty
 * @param stdin empty: the program reads end of file
 */
public record LaunchRequest(
        String sandboxId,
        LaunchPlan plan,
        Map<Digest, Path> layerTrees,
        IdLease idRange,
        CgroupLayout cgroups,
        ResourceLimits resources,
        TimeLimits limits,
        NetworkSpec network,
        SandboxDisk disk,
        Transfers transfers,
        Optional<Supplier<WindowSize>> window,
        Optional<InputStream> stdin,
        OutputStream stdout,
        OutputStream stderr) {
    public LaunchRequest {
        Objects.requireNonNull(sandboxId, "sandboxId is null");
        Objects.requireNonNull(plan, "plan is null");
        Objects.requireNonNull(idRange, "idRange is null");
        Objects.requireNonNull(cgroups, "cgroups is null");
        Objects.requireNonNull(resources, "resources is null");
        Objects.requireNonNull(limits, "limits is null");
        Objects.requireNonNull(network, "network is null");
        Objects.requireNonNull(disk, "disk is null");
        Objects.requireNonNull(transfers, "transfers is null");
        Objects.requireNonNull(window, "window is null");
        Objects.requireNonNull(stdin, "stdin is null");
        Objects.requireNonNull(stdout, "stdout is null");
        Objects.requireNonNull(stderr, "stderr is null");
        layerTrees = Map.copyOf(layerTrees);
    }
}
