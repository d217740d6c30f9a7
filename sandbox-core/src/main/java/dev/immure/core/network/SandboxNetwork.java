package dev.immure.core.network;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.NetlinkSocket;
import dev.immure.core.internal.netlink.Addresses;
import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.NftTable;
import dev.immure.core.internal.netlink.Nftables;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The network of one sandbox on this host: opened before the launch, connected while PID 1 waits, closed after the last
 * process has ended. Everything that it makes on the host has a name that follows from its slot.
 */
public final class SandboxNetwork implements AutoCloseable {
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
        Set<IpAddress.Family> families = Forwarding.require(spec);
        NetworkSlots slots = NetworkSlots.here();
        NetworkSlots.Slot slot = slots.acquire();
        boolean done = false;
        try {
            Netlink route = new Netlink(NetlinkSocket.open(NetlinkSocket.ROUTE));
            Netlink netfilter = new Netlink(NetlinkSocket.open(NetlinkSocket.NETFILTER));
            done = true;
            return new SandboxNetwork(spec, slots, slot, families, route, netfilter);
        } catch (ErrnoException e) {
            throw NetworkFault.SET_UP.because("cannot speak to", "the kernel about networks", e, REMEDY);
        } finally {
            if (!done) {
                slot.close();
            }
        }
    }

    /** Holds the slot as long as a duplicate of it is open; stays this object's. */
    public Fd lock() {
        return slot.lock();
    }

    public AddressPlan plan() {
        return slot.plan();
    }

    /** For the receipt: {@code 10.119.0.2 behind the host's address (IPv4 only), bridge and nftables}. */
    public String describe() {
        boolean v4 = families.contains(IpAddress.Family.V4);
        boolean v6 = families.contains(IpAddress.Family.V6);
        String address = v4 && v6 ? plan().v4() + " and " + plan().v6() : (v4 ? plan().v4() : plan().v6()) + " alone";
        return address + ", port of " + AddressPlan.BRIDGE + ", nftables, masqueraded";
    }

    /**
     * Puts up everything: filter first, then the addresses, then the link.
     *
     * @param inside a netlink socket of the sandbox's network namespace, made by its PID 1; becomes this method's
     */
    public void connect(Fd inside) {
        try (Netlink inner = new Netlink(NetlinkSocket.adopt(inside));
                Fd namespace = inner.socket().networkNamespace()) {
            connect(inner, namespace);
        } catch (ErrnoException | NetlinkException | IOException e) {
            throw NetworkFault.SET_UP.because("cannot connect", "the sandbox", e, REMEDY);
        }
    }

    private void connect(Netlink inner, Fd namespace) throws NetlinkException, IOException {
        Fd shared = slots.lockShared();
        try {
            leftovers().removeAll();
            leftovers().remove(plan());
            Links links = new Links(route);
            requireFreeBlocks(links);
            int bridge = bridge(links);
            links.addVeth(
                    plan().port(),
                    plan().portHardware(),
                    AddressPlan.INSIDE,
                    plan().insideHardware(),
                    namespace.number());
            firewall.add(Firewall.tables(plan(), spec));
            int port = index(links, plan().port());
            links.withoutLinkLocal(port);
            links.addIsolatedPort(port, bridge);
            Shaping.apply(route, plan(), port, spec);
            links.up(port);
            neighbours(bridge, port);
            inside(inner);
        } finally {
            shared.close();
        }
    }

    private int bridge(Links links) throws NetlinkException, IOException {
        boolean made = links.addBridge(AddressPlan.BRIDGE, AddressPlan.bridgeHardware());
        Links.Link bridge = links.find(AddressPlan.BRIDGE).orElseThrow();
        if (!bridge.kind().equals(Optional.of("bridge"))) {
            throw NetworkFault.TAKEN.because(
                    "cannot use the interface",
                    AddressPlan.BRIDGE,
                    "it is no bridge, and so not ours",
                    "Give it another name");
        }
        if (made) {
            links.withoutLinkLocal(bridge.index());
        }
        // Every time: the host may have begun to forward IPv6 since the bridge was made.
        Addresses addresses = new Addresses(route);
        for (IpAddress.Family family : families) {
            addresses.add(bridge.index(), gateway(family).bytes(), block(family).prefix());
        }
        links.up(bridge.index());
        if (families.contains(IpAddress.Family.V4)) {
            Forwarding.turnOnForBridge();
        }
        return bridge.index();
    }

    /** A route of the host's into our blocks is another network's; one that holds them (10.0.0.0/8) is only shadowed. */
    private void requireFreeBlocks(Links links) throws NetlinkException {
        int own = links.find(AddressPlan.BRIDGE).map(Links.Link::index).orElse(-1);
        for (Addresses.Route route : new Addresses(this.route).routes()) {
            Cidr block = new Cidr(IpAddress.of(route.destination()), route.prefix());
            boolean ours = AddressPlan.V4.contains(block) || AddressPlan.V6.contains(block);
            if (ours && route.index() != own) {
                throw NetworkFault.TAKEN.because(
                        "cannot use the addresses",
                        AddressPlan.V4 + " and " + AddressPlan.V6,
                        "this host has a route to " + block,
                        "Give that network other addresses");
            }
        }
    }

    private void neighbours(int bridge, int port) throws NetlinkException {
        Addresses addresses = new Addresses(route);
        addresses.addBridgeEntry(port, plan().insideHardware());
        for (IpAddress.Family family : families) {
            addresses.addNeighbour(bridge, own(family).bytes(), plan().insideHardware());
        }
    }

    private void inside(Netlink inner) throws NetlinkException {
        Links links = new Links(inner);
        Addresses addresses = new Addresses(inner);
        int index = index(links, AddressPlan.INSIDE);
        links.withoutLinkLocal(index);
        for (IpAddress.Family family : families) {
            addresses.add(index, own(family).bytes(), family.bits());
        }
        links.up(index);
        for (IpAddress.Family family : families) {
            byte[] gateway = gateway(family).bytes();
            addresses.addNeighbour(index, gateway, AddressPlan.bridgeHardware());
            addresses.addDefaultRoute(index, gateway);
        }
    }

    private static int index(Links links, String name) throws NetlinkException {
        return links.find(name).orElseThrow().index();
    }

    private IpAddress own(IpAddress.Family family) {
        return family == IpAddress.Family.V4 ? plan().v4() : plan().v6();
    }

    private static Cidr block(IpAddress.Family family) {
        return family == IpAddress.Family.V4 ? AddressPlan.V4 : AddressPlan.V6;
    }

    private static IpAddress gateway(IpAddress.Family family) {
        return family == IpAddress.Family.V4 ? AddressPlan.V4_GATEWAY : AddressPlan.V6_GATEWAY;
    }

    /** The counters as they are now. */
    public synchronized Traffic traffic() {
        try {
            Map<String, Long> counts = firewall.counts(new Nftables.Name(NftTable.Family.INET, plan().table()));
            if (!counts.containsKey(Firewall.RECEIVED) || !counts.containsKey(Firewall.SENT)) {
                throw NetworkFault.METER.because(
                        "cannot read", Traffic.METER, "the table " + plan().table() + " is gone", REMEDY);
            }
            long used = counts.getOrDefault(Firewall.TRAFFIC, 0L);
            boolean reached = spec.trafficBytes().isPresent()
                    && used >= spec.trafficBytes().getAsLong();
            return new Traffic(counts.get(Firewall.RECEIVED), counts.get(Firewall.SENT), reached);
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
