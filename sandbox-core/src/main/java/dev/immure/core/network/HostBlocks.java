package dev.immure.core.network;

import dev.immure.core.internal.netlink.Addresses;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What leads to the host itself when a process of the host connects there, as pasta does for a sandbox. Only its address
 * tells such a destination from others.
 */
final class HostBlocks {
    /** The sandboxes of root; the link that the host is on; and IPv4 in IPv6 clothes, which pasta may take off. */
    private static final List<Cidr> ALWAYS =
            List.of(AddressPlan.V4, AddressPlan.V6, Cidr.parse("fe80::/10"), Cidr.parse("::/80"));

    private HostBlocks() {}

    /** As they are now, in the network namespace that this speaks of. */
    static Set<Cidr> now(Netlink route) throws NetlinkException {
        Set<Cidr> blocks = new LinkedHashSet<>(ALWAYS);
        for (Addresses.Route own : new Addresses(route).ownBlocks()) {
            blocks.add(new Cidr(IpAddress.of(own.destination()), own.prefix()));
        }
        return blocks;
    }
}
