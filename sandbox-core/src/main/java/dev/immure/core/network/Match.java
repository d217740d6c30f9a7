package dev.immure.core.network;

import dev.immure.core.internal.netlink.NftExpression;
import dev.immure.core.internal.netlink.NftExpression.Compare;
import dev.immure.core.internal.netlink.NftExpression.Mask;
import dev.immure.core.internal.netlink.NftExpression.Meta;
import dev.immure.core.internal.netlink.NftExpression.Payload;
import dev.immure.core.internal.netlink.NftTable;
import java.util.ArrayList;
import java.util.List;

/** Conditions of firewall rules, each a few steps. Pure. */
final class Match {
    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;

    private Match() {}

    /** Conditions and an end, all in one rule. */
    @SafeVarargs
    static NftTable.Rule rule(NftExpression end, List<NftExpression>... conditions) {
        List<NftExpression> steps = new ArrayList<>();
        for (List<NftExpression> condition : conditions) {
            steps.addAll(condition);
        }
        steps.add(end);
        return new NftTable.Rule(steps);
    }

    static List<NftExpression> arrivesBy(String device) {
        return List.of(new Meta(Meta.IIFNAME), new Compare(true, NftExpression.interfaceName(device)));
    }

    static List<NftExpression> arrivesNotBy(String device) {
        return List.of(new Meta(Meta.IIFNAME), new Compare(false, NftExpression.interfaceName(device)));
    }

    static List<NftExpression> leavesBy(String device) {
        return List.of(new Meta(Meta.OIFNAME), new Compare(true, NftExpression.interfaceName(device)));
    }

    static List<NftExpression> leavesNotBy(String device) {
        return List.of(new Meta(Meta.OIFNAME), new Compare(false, NftExpression.interfaceName(device)));
    }

    /** In a table of the family inet. */
    static List<NftExpression> source(IpAddress address) {
        return both(family(address.family()), List.of(sourceField(address.family()), equalTo(address.bytes())));
    }

    /** In a table of the family inet. */
    static List<NftExpression> destination(IpAddress address) {
        return destination(new Cidr(address, address.family().bits()));
    }

    /** In a table of the family inet. */
    static List<NftExpression> destination(Cidr block) {
        IpAddress.Family family = block.network().family();
        List<NftExpression> steps = new ArrayList<>(family(family));
        steps.add(
                switch (family) {
                    case V4 -> new Payload(Payload.Base.NETWORK, 16, 4);
                    case V6 -> new Payload(Payload.Base.NETWORK, 24, 16);
                });
        if (block.prefix() < family.bits()) {
            steps.add(new Mask(NftExpression.bytes(block.mask())));
        }
        steps.add(equalTo(block.network().bytes()));
        return steps;
    }

    /** In a table of the family bridge: an Ethernet type, and the source address inside. */
    static List<NftExpression> bridgedSource(int etherType, IpAddress address) {
        return List.of(
                new Meta(Meta.PROTOCOL),
                new Compare(true, NftExpression.bytes(etherType >> 8, etherType)),
                sourceField(address.family()),
                equalTo(address.bytes()));
    }

    /** The hardware address at this offset of the frame is another one. */
    static List<NftExpression> hardwareIsNot(int offset, byte[] address) {
        return List.of(new Payload(Payload.Base.LINK, offset, 6), new Compare(false, NftExpression.bytes(address)));
    }

    /** A packet of this protocol. */
    static List<NftExpression> protocol(int protocol) {
        return List.of(new Meta(Meta.L4PROTO), new Compare(true, NftExpression.bytes(protocol)));
    }

    /** A packet of this protocol to this port. */
    static List<NftExpression> port(int protocol, int port) {
        return List.of(
                new Meta(Meta.L4PROTO),
                new Compare(true, NftExpression.bytes(protocol)),
                new Payload(Payload.Base.TRANSPORT, 2, 2),
                new Compare(true, NftExpression.bytes(port >> 8, port)));
    }

    /** @param states any of these */
    static List<NftExpression> connection(int states) {
        return connection(states, false);
    }

    /** @param states none of these */
    static List<NftExpression> noConnection(int states) {
        return connection(states, true);
    }

    private static List<NftExpression> connection(int states, boolean none) {
        return List.of(
                new NftExpression.ConnectionState(),
                new Mask(NftExpression.bytes(states, 0, 0, 0)),
                new Compare(none, NftExpression.bytes(0, 0, 0, 0)));
    }

    /** Not an address somewhere else: one of the host's own, broadcast, multicast, or none at all. */
    static List<NftExpression> notForwarded() {
        return List.of(
                new NftExpression.DestinationType(),
                new Compare(false, NftExpression.bytes(NftExpression.DestinationType.UNICAST, 0, 0, 0)));
    }

    private static NftExpression sourceField(IpAddress.Family family) {
        return switch (family) {
            case V4 -> new Payload(Payload.Base.NETWORK, 12, 4);
            case V6 -> new Payload(Payload.Base.NETWORK, 8, 16);
        };
    }

    private static List<NftExpression> family(IpAddress.Family family) {
        int number = switch (family) {
            case V4 -> NFPROTO_IPV4;
            case V6 -> NFPROTO_IPV6;
        };
        return List.of(new Meta(Meta.NFPROTO), new Compare(true, NftExpression.bytes(number)));
    }

    private static NftExpression equalTo(byte[] value) {
        return new Compare(true, NftExpression.bytes(value));
    }

    private static List<NftExpression> both(List<NftExpression> first, List<NftExpression> second) {
        List<NftExpression> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
