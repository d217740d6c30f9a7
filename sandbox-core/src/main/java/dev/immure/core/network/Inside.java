package dev.immure.core.network;

import dev.immure.core.internal.netlink.Addresses;
import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import java.util.Set;

/** The sandbox's own end of its network. */
final class Inside {
    private Inside() {}

    /**
     * Addresses, the link, and the way out. Whoever is at the other end has the hardware address of the bridge.
     *
     * @param inner of the sandbox's namespace
     * @param metrics for TCP
     */
    static void connect(
            Netlink inner, int index, AddressPlan plan, Set<IpAddress.Family> families, Addresses.RouteMetrics metrics)
            throws NetlinkException {
        Links links = new Links(inner);
        Addresses addresses = new Addresses(inner);
        links.withoutLinkLocal(index);
        for (IpAddress.Family family : families) {
            addresses.add(index, plan.own(family).bytes(), family.bits());
        }
        links.up(index);
        for (IpAddress.Family family : families) {
            byte[] gateway = AddressPlan.gateway(family).bytes();
            addresses.addNeighbour(index, gateway, AddressPlan.bridgeHardware());
            addresses.addDefaultRoute(index, gateway, metrics);
        }
    }
}
