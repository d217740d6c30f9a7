package dev.immure.core.network;

import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.Queueing;

/**
 * Bandwidth in both directions. What goes into the sandbox waits at the host's end of the veth; what comes out of it is
 * led through an intermediate device, since only sending can be queued (tc(8); the layout of the CNI bandwidth plugin).
 */
final class Shaping {
    private Shaping() {}

    /** Before the port is up, so that the first packet is already bounded. */
    static void apply(Netlink route, AddressPlan plan, int port, NetworkSpec.Private spec) throws NetlinkException {
        Queueing queueing = new Queueing(route);
        if (spec.in().isPresent()) {
            bucket(queueing, port, spec.in().get());
        }
        if (spec.out().isPresent()) {
            Links links = new Links(route);
            links.addIfb(plan.ifb());
            int ifb = links.find(plan.ifb()).orElseThrow().index();
            bucket(queueing, ifb, spec.out().get());
            links.withoutLinkLocal(ifb);
            links.up(ifb);
            queueing.redirectIncoming(port, ifb);
        }
    }

    private static void bucket(Queueing queueing, int index, Rate rate) throws NetlinkException {
        queueing.addTokenBucket(index, rate.bytesPerSecond(), rate.burst(), rate.queue());
    }
}
