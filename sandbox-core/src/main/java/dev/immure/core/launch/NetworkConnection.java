package dev.immure.core.launch;

import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.network.SandboxNetwork;
import dev.immure.core.network.Traffic;
import java.util.Optional;

/** The network of a run, or none. */
final class NetworkConnection implements AutoCloseable {
    private final Optional<SandboxNetwork> network;

    private NetworkConnection(Optional<SandboxNetwork> network) {
        this.network = network;
    }

    static NetworkConnection open(NetworkSpec spec) {
        return switch (spec) {
            case NetworkSpec.None ignored -> new NetworkConnection(Optional.empty());
            case NetworkSpec.Private wanted -> new NetworkConnection(Optional.of(SandboxNetwork.open(wanted)));
        };
    }

    /** Of the slot, for the monitor. */
    Fd lock() {
        return network.orElseThrow(() -> new IllegalArgumentException("the plan has a network, the request none"))
                .lock();
    }

    /** @param socket what PID 1 offered; closed here */
    void connect(Fd socket) {
        if (network.isEmpty()) {
            socket.close();
            throw new IllegalArgumentException("the plan has a network, the request none");
        }
        network.get().connect(socket);
    }

    Optional<String> describe() {
        return network.map(SandboxNetwork::describe);
    }

    Optional<Traffic> traffic() {
        return network.map(SandboxNetwork::traffic);
    }

    @Override
    public void close() {
        network.ifPresent(SandboxNetwork::close);
    }
}
