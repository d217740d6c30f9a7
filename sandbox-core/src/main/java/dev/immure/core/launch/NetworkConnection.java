package dev.immure.core.launch;

import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.network.PrivateNetwork;
import dev.immure.core.network.SandboxNetwork;
import dev.immure.core.network.Traffic;
import dev.immure.core.network.UserNetwork;
import dev.immure.core.plan.HostHandle;
import dev.immure.core.plan.LaunchPlan;
import java.util.Optional;

/** The network of a run, or none. */
final class NetworkConnection implements AutoCloseable {
    private final Optional<PrivateNetwork> network;

    private NetworkConnection(Optional<PrivateNetwork> network) {
        this.network = network;
    }

    /** A plan with a slot is root's: its network has an end on the host. Else the caller's own means must do. */
    static NetworkConnection open(NetworkSpec spec, LaunchPlan plan) {
        boolean slot = plan.handles().contains(new HostHandle.NetworkSlotLock());
        return switch (spec) {
            case NetworkSpec.None ignored -> new NetworkConnection(Optional.empty());
            case NetworkSpec.Private wanted ->
                new NetworkConnection(
                        Optional.of(slot ? SandboxNetwork.open(wanted) : UserNetwork.open(wanted, InitProgram::open)));
        };
    }

    /** Of the slot, for the monitor. */
    Fd lock() {
        return network.flatMap(PrivateNetwork::lock)
                .orElseThrow(() -> new IllegalArgumentException("the plan has a network slot, the request none"));
    }

    /**
     * Takes one netlink socket after the other, in the order of the plan.
     *
     * @param socket what PID 1 offered; this object's from now on
     * @return whether it is connected, so that the program may start
     */
    boolean connect(Fd socket) {
        if (network.isEmpty()) {
            socket.close();
            throw new IllegalArgumentException("the plan has a network, the request none");
        }
        return network.get().connect(socket);
    }

    /** For the report; the counters as they are now. */
    Optional<RunReport.Network> report() {
        return network.map(n -> new RunReport.Network(n.describe(), n.describeBandwidth(), n.meter(), n.traffic()));
    }

    Optional<Traffic> traffic() {
        return network.map(PrivateNetwork::traffic);
    }

    @Override
    public void close() {
        network.ifPresent(PrivateNetwork::close);
    }
}
