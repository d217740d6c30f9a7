package dev.immure.core.network;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.NetlinkSocket;
import dev.immure.core.internal.netlink.Addresses;
import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.Nftables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The network of one sandbox on this host: opened before the launch, connected while PID 1 waits, closed after the last
 * process has ended. Everything that it makes on the host has a name that follows from its slot.
 */
public final class SandboxNetwork implements PrivateNetwork {
    private static final String REMEDY = "See `immure doctor` for what this kernel lacks, and `immure gc`";

    private final NetworkSpec.Private spec;
    private final NetworkSlots slots;
    private final NetworkSlots.Slot slot;
    private final Set<IpAddress.Family> families;
    private final Netlink route;
    private final Netlink netfilter;
    private final Nftables firewall;
    private boolean closed;

    private SandboxNetwork(
            NetworkSpec.Private spec,
            NetworkSlots slots,
            NetworkSlots.Slot slot,
            Set<IpAddress.Family> families,
            Netlink route,
            Netlink netfilter) {
        this.spec = spec;
        this.slots = slots;
        this.slot = slot;
        this.families = families;
        this.route = route;
        this.netfilter = netfilter;
        this.firewall = new Nftables(netfilter);
    }

    /**
     * Takes a slot in the network namespace of the calling thread.
     *
     * @throws dev.immure.core.ImmureException a {@link NetworkFault}
     */
    public static SandboxNetwork open(NetworkSpec.Private spec) {
        if (Descriptors.effectiveUserId() != 0) {
            throw NetworkFault.ROOT.because(
                    "cannot connect the sandbox of",
                    "uid " + Descriptors.effectiveUserId(),
                    "a private network takes interfaces and rules on the host",
                    "Run it as root, or with --network none");
        }
        Set<IpAddress.Family> families = Forwarding.require(spec);
        NetworkSlots slots = NetworkSlots.here();
        NetworkSlots.Slot slot = slots.acquire();
        List<NetlinkSocket> sockets = new ArrayList<>();
        boolean done = false;
        try {
            sockets.add(NetlinkSocket.open(NetlinkSocket.ROUTE));
            sockets.add(NetlinkSocket.open(NetlinkSocket.NETFILTER));
            done = true;
            return new SandboxNetwork(
                    spec, slots, slot, families, new Netlink(sockets.getFirst()), new Netlink(sockets.getLast()));
        } catch (ErrnoException e) {
            throw NetworkFault.SET_UP.because("cannot speak to", "the kernel about networks", e, REMEDY);
        } finally {
            if (!done) {
                sockets.forEach(NetlinkSocket::close);
                slot.close();
            }
        }
    }

    /** Holds the slot as long as a duplicate of it is open; stays this object's. */
    @Override
    public Optional<Fd> lock() {
        return Optional.of(slot.lock());
    }

    public AddressPlan plan() {
        return slot.plan();
    }

    /** For the receipt: {@code 10.119.0.2 behind the host's address (IPv4 only), bridge and nftables}. */
    @Override
    public String describe() {
        boolean v4 = families.contains(IpAddress.Family.V4);
        boolean v6 = families.contains(IpAddress.Family.V6);
        String address = v4 && v6 ? plan().v4() + " and " + plan().v6() : (v4 ? plan().v4() : plan().v6()) + " alone";
        return address + ", port of " + AddressPlan.BRIDGE + ", nftables, masqueraded";
    }

    @Override
    public Optional<String> describeBandwidth() {
        return Shaping.describe(spec, "tbf", "tbf+ifb");
    }

    @Override
    public String meter() {
        return Traffic.METER;
    }

    /**
     * Puts up everything: filter first, then the addresses, then the link.
     *
     * @param inside of rtnetlink(7); becomes this method's
     */
    @Override
    public boolean connect(Fd inside) {
        try (Netlink inner = new Netlink(NetlinkSocket.adopt(inside));
                Fd namespace = inner.socket().networkNamespace()) {
            connect(inner, namespace);
            return true;
        } catch (ErrnoException | NetlinkException | IOException e) {
            throw NetworkFault.SET_UP.because("cannot connect", "the sandbox", e, REMEDY);
        }
    }

    private void connect(Netlink inner, Fd namespace) throws NetlinkException, IOException {
        Fd shared = slots.lockShared();
        try {
            leftovers().removeAll();
            leftovers().remove(plan());
            new Wiring(route, plan(), families).connect(inner, namespace, firewall, spec);
        } finally {
            shared.close();
        }
    }

    /** The counters as they are now. */
    @Override
    public synchronized Traffic traffic() {
        try {
            return Firewall.traffic(firewall, plan().table(), spec);
        } catch (NetlinkException e) {
            throw NetworkFault.METER.because("cannot read", Traffic.METER, e, REMEDY);
        }
    }

    /**
     * What of free slots is left in the network namespace of the calling thread, removed.
     *
     * @return names of what was removed
     */
    public static List<String> removeLeftovers() {
        NetworkSlots slots = NetworkSlots.here();
        try (Netlink route = new Netlink(NetlinkSocket.open(NetlinkSocket.ROUTE));
                Netlink netfilter = new Netlink(NetlinkSocket.open(NetlinkSocket.NETFILTER))) {
            Fd shared = slots.lockShared();
            try {
                return new Leftovers(slots, new Links(route), new Addresses(route), new Nftables(netfilter))
                        .removeAll();
            } finally {
                shared.close();
            }
        } catch (ErrnoException | NetlinkException e) {
            throw NetworkFault.LEFT.because("cannot remove", "leftovers of ended sandboxes", e, "Run it as root");
        }
    }

    private Leftovers leftovers() {
        return new Leftovers(slots, new Links(route), new Addresses(route), firewall);
    }

    /** @throws dev.immure.core.ImmureException {@link NetworkFault#LEFT} */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (slot;
                route;
                netfilter) {
            Fd shared = slots.lockShared();
            try {
                leftovers().remove(plan());
                leftovers().removeBridge();
            } finally {
                shared.close();
            }
        } catch (NetlinkException e) {
            throw NetworkFault.LEFT.because(
                    "cannot remove the network of slot", plan().slot(), e, "Run `immure gc` as root");
        }
    }
}
