package dev.immure.core.launch;

import dev.immure.core.CloseStack;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.resource.Baseline;
import dev.immure.core.resource.Cgroups;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import dev.immure.core.resource.SandboxCgroup;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that a sandbox has on the host, from before its first process to after its last: cgroup, network, descriptors,
 * pipes, and the monitor. One thread at a time uses it; any thread may {@link #kill}. Closing it ends what still runs.
 */
final class Premises implements AutoCloseable {
    private final CloseStack all;
    private final SandboxCgroup cgroup;
    private final NetworkConnection network;
    private final CopyIn copies;
    private final Pipes pipes;
    private final Sandbox sandbox;
    private Baseline baseline = Baseline.zero();

    private Premises(
            CloseStack all,
            SandboxCgroup cgroup,
            NetworkConnection network,
            CopyIn copies,
            Pipes pipes,
            Sandbox sandbox) {
        this.all = all;
        this.cgroup = cgroup;
        this.network = network;
        this.copies = copies;
        this.pipes = pipes;
        this.sandbox = sandbox;
    }

    /**
     * Makes everything, and starts the monitor with the plan.
     *
     * @param plan the request's own, or its template, which has the same descriptors
     * @param withInput whether something may be written to the program
     */
    static Premises putUp(LaunchRequest request, LaunchPlan plan, boolean withInput) {
        try (CloseStack all = new CloseStack()) {
            SandboxCgroup cgroup = all.add(
                    Cgroups.create(
                            request.cgroups(),
                            request.sandboxId(),
                            request.resources().withImmureInit()),
                    SandboxCgroup::close);
            NetworkConnection network =
                    all.add(NetworkConnection.open(request.network(), plan), NetworkConnection::close);
            CopyIn copies = all.add(CopyIn.open(request.transfers().copies().in()), CopyIn::close);
            OpenHandles handles = all.add(OpenHandles.open(request, cgroup, network, copies), OpenHandles::close);
            Pipes pipes = all.add(Pipes.open(withInput), Pipes::close);
            IdMapWriter maps = IdMapWriter.of(request.idRange().map());
            Sandbox sandbox = all.add(Launcher.spawn(plan, maps, handles.inOrder(), pipes.inside()), Sandbox::close);
            // Or the pipes would never end: the last writer must be inside.
            pipes.close();
            return new Premises(all.handOver(), cgroup, network, copies, pipes, sandbox);
        }
    }

    SandboxCgroup cgroup() {
        return cgroup;
    }

    NetworkConnection network() {
        return network;
    }

    CopyIn copies() {
        return copies;
    }

    Pipes pipes() {
        return pipes;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** Of a template: until PID 1 waits; the socket on which it does. */
    Fd awaitHeld() {
        return all.add(sandbox.awaitHeld(network::connect), Fd::close);
    }

    /** What was used of time until now is not the program's. */
    void beginMetering() {
        baseline = Baseline.of(cgroup.meters());
    }

    /** User and system time since the run began. */
    long cpuTimeNanos() {
        return baseline.cpuTimeNanos(cgroup.meters());
    }

    /**
     * Every meter, read once. PID 1 keeps the mounts as long as it lives: what lies in a tmpfs is no cache that the kernel
     * could have dropped, and goes with it.
     */
    Map<Quantity, Reading> readings() {
        Map<Quantity, Reading> all = new EnumMap<>(baseline.readAll(cgroup.meters()));
        long shared = Optional.ofNullable(all.get(Quantity.SHARED_BYTES))
                .map(Reading::value)
                .orElse(0L);
        all.computeIfPresent(
                Quantity.PAGE_CACHE_BYTES,
                (q, cache) -> new Reading(cache.meter(), Math.max(0, cache.value() - shared)));
        return all;
    }

    /** Ends every process inside, at once. */
    void kill() {
        cgroup.release();
        sandbox.kill();
    }

    /** After the end of the program: waits for that of PID 1, and removes everything. */
    void leave() {
        try (all) {
            sandbox.tearDown();
        }
    }

    @Override
    public void close() {
        all.close();
    }
}
