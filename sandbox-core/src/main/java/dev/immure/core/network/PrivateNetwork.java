package dev.immure.core.network;

import dev.immure.core.internal.kernel.Fd;
import java.util.Optional;

/** The network of one sandbox: opened before the launch, connected while PID 1 waits, closed after the end. */
public sealed interface PrivateNetwork extends AutoCloseable permits SandboxNetwork, UserNetwork {
    /** What says that the network is in use as long as a duplicate of it is open; stays this object's. */
    Optional<Fd> lock();

    /**
     * Takes a netlink socket.
     *
     * @param inside of the sandbox's network namespace, made by its PID 1; becomes this object's
     * @return whether everything is up; otherwise another socket is needed
     * @throws dev.immure.core.ImmureException a {@link NetworkFault}
     */
    boolean connect(Fd inside);

    /** For the receipt: addresses and walls. */
    String describe();

    /** For the receipt: how rates are held, in which direction; empty without any. */
    Optional<String> describeBandwidth();

    /** The instrument of {@link #traffic}, as the receipt names it. */
    String meter();

    /** The counters as they are now. */
    Traffic traffic();

    /** @throws dev.immure.core.ImmureException {@link NetworkFault#LEFT} */
    @Override
    void close();
}
