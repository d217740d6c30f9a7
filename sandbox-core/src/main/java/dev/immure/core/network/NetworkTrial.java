package dev.immure.core.network;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.NetlinkSocket;
import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.Nftables;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Puts up a private network in a network namespace that exists for this alone, and ends with it: what the kernel takes
 * there it will take for a sandbox. Needs CAP_SYS_ADMIN.
 */
public final class NetworkTrial {
    /** What is tried. */
    public enum Part {
        /** Bridge, isolated port, veth. */
        BRIDGE,
        /** All rules of a sandbox. */
        FIREWALL,
        /** tbf on both sides, ifb, ingress, u32 and mirred. */
        BANDWIDTH
    }

    private static final NetworkSpec.Private EVERYTHING = new NetworkSpec.Private(
            List.of(AllowRule.parse("192.0.2.0/24:443"), AllowRule.parse("[2001:db8::/32]:443")),
            List.of(IpAddress.parse("192.0.2.53")),
            Optional.of(Rate.parse("10mbit")),
            Optional.of(Rate.parse("10mbit")),
            OptionalLong.of(1));

    private final Map<Part, String> refusals = new EnumMap<>(Part.class);

    private NetworkTrial() {}

    /** What the kernel refused, in its words; a part that worked is not in it. */
    public static Map<Part, String> refusals() {
        NetworkTrial trial = new NetworkTrial();
        // The thread ends with the namespace that it has entered: it must not go back to others.
        Thread thread = Thread.ofPlatform().name("immure-network-trial").start(trial::run);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return Map.copyOf(trial.refusals);
    }

    private void run() {
        AddressPlan plan = new AddressPlan(0);
        try {
            NetlinkSocket.leaveNetwork();
            try (Netlink route = new Netlink(NetlinkSocket.open(NetlinkSocket.ROUTE));
                    Netlink netfilter = new Netlink(NetlinkSocket.open(NetlinkSocket.NETFILTER));
                    Fd namespace = route.socket().networkNamespace()) {
                attempt(Part.BRIDGE, () -> bridge(new Links(route), plan, namespace));
                attempt(Part.FIREWALL, () -> new Nftables(netfilter).add(Firewall.tables(plan, EVERYTHING)));
                attempt(
                        Part.BANDWIDTH,
                        () -> Shaping.apply(
                                route,
                                port(new Links(route), plan),
                                plan.ifb(),
                                EVERYTHING.in(),
                                EVERYTHING.out(),
                                Rate::queue));
            }
        } catch (ErrnoException e) {
            for (Part part : Part.values()) {
                refusals.put(part, String.valueOf(e.getMessage()));
            }
        }
    }

    private interface Attempt {
        void make() throws NetlinkException;
    }

    private void attempt(Part part, Attempt attempt) {
        try {
            attempt.make();
        } catch (NetlinkException e) {
            refusals.put(part, String.valueOf(e.getMessage()));
        }
    }

    private static void bridge(Links links, AddressPlan plan, Fd namespace) throws NetlinkException {
        links.addVeth(plan.port(), plan.portHardware(), AddressPlan.INSIDE, plan.insideHardware(), namespace.number());
        links.addBridge(AddressPlan.BRIDGE, AddressPlan.bridgeHardware());
        Optional<Links.Link> bridge = links.find(AddressPlan.BRIDGE);
        links.addIsolatedPort(port(links, plan), bridge.orElseThrow().index());
    }

    private static int port(Links links, AddressPlan plan) throws NetlinkException {
        return links.find(plan.port()).map(Links.Link::index).orElse(0);
    }
}
