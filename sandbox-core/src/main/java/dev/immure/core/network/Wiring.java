package dev.immure.core.network;

import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.netlink.Addresses;
import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.Nftables;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Puts a sandbox's network up, on both sides: filter first, then limits, then the link, then the addresses inside. */
final class Wiring {
    private final Netlink netlink;
    private final AddressPlan plan;
    private final Set<IpAddress.Family> families;

    /** @param netlink of the host's namespace */
    Wiring(Netlink netlink, AddressPlan plan, Set<IpAddress.Family> families) {
        this.netlink = netlink;
        this.plan = plan;
        this.families = families;
    }

    /**
     * All of it; the shared lock is held.
     *
     * @param inner of the sandbox's namespace
     * @param namespace the same as a descriptor
     */
    void connect(Netlink inner, Fd namespace, Nftables firewall, NetworkSpec.Private spec)
            throws NetlinkException, IOException {
        Links links = new Links(netlink);
        requireFreeBlocks(links);
        int bridge = bridge(links);
        links.addVeth(plan.port(), plan.portHardware(), AddressPlan.INSIDE, plan.insideHardware(), namespace.number());
        firewall.add(Firewall.tables(plan, spec));
        int port = index(links, plan.port());
        links.withoutLinkLocal(port);
        links.addIsolatedPort(port, bridge);
        Shaping.apply(netlink, port, plan.ifb(), spec.in(), spec.out(), Rate::queue);
        links.up(port);
        neighbours(bridge, port);
        int inside = index(new Links(inner), AddressPlan.INSIDE);
        Inside.connect(inner, inside, plan, families, Addresses.RouteMetrics.NONE);
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
        Addresses addresses = new Addresses(netlink);
        for (IpAddress.Family family : families) {
            addresses.add(
                    bridge.index(),
                    AddressPlan.gateway(family).bytes(),
                    block(family).prefix());
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
        for (Addresses.Route route : new Addresses(netlink).routes()) {
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
        Addresses addresses = new Addresses(netlink);
        addresses.addBridgeEntry(port, plan.insideHardware());
        for (IpAddress.Family family : families) {
            addresses.addNeighbour(bridge, plan.own(family).bytes(), plan.insideHardware());
        }
    }

    private static int index(Links links, String name) throws NetlinkException {
        return links.find(name).orElseThrow().index();
    }

    private static Cidr block(IpAddress.Family family) {
        return family == IpAddress.Family.V4 ? AddressPlan.V4 : AddressPlan.V6;
    }
}
