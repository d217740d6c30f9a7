package dev.immure.core.internal.netlink;

import dev.immure.core.internal.kernel.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Addresses, routes and neighbours of one namespace (rtnetlink(7)). Addresses are 4 or 16 bytes. */
public final class Addresses {
    private static final int NEWADDR = 20;
    private static final int NEWROUTE = 24;
    private static final int GETROUTE = 26;
    private static final int RTMSG = 12;
    private static final int NEWNEIGH = 28;
    private static final int DELNEIGH = 29;
    private static final int CREATE = 0x400;
    private static final int REPLACE = 0x100;
    private static final int EXCLUSIVE = 0x200;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int PF_BRIDGE = 7;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_FLAGS = 8;

    /** Nobody else can have it: duplicate address detection would only delay the start. */
    private static final int IFA_F_NODAD = 0x02;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int TABLE_MAIN = 254;
    private static final int PROTOCOL_STATIC = 4;
    private static final int SCOPE_LINK = 253;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int TYPE_UNICAST = 1;

    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_PERMANENT = 0x80;
    private static final int NTF_MASTER = 0x04;

    private final Netlink netlink;

    public Addresses(Netlink netlink) {
        this.netlink = netlink;
    }

    /** An address that is there already is no error. */
    public void add(int index, byte[] address, int prefix) throws NetlinkException {
        MessageWriter request = new MessageWriter(NEWADDR, CREATE | EXCLUSIVE)
                .u8(family(address))
                .u8(prefix)
                .u8(0)
                .u8(SCOPE_UNIVERSE)
                .u32(index)
                .bytes(IFA_LOCAL, address)
                .bytes(IFA_ADDRESS, address)
                .intOf(IFA_FLAGS, IFA_F_NODAD);
        try {
            netlink.execute("add address", request);
        } catch (NetlinkException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
    }

    /** The gateway lies on the link; everything else goes through it. */
    public void addDefaultRoute(int index, byte[] gateway) throws NetlinkException {
        netlink.execute(
                "add route to the gateway",
                route(gateway, gateway.length * 8, SCOPE_LINK)
                        .bytes(RTA_DST, gateway)
                        .intOf(RTA_OIF, index));
        netlink.execute(
                "add default route",
                route(gateway, 0, SCOPE_UNIVERSE).bytes(RTA_GATEWAY, gateway).intOf(RTA_OIF, index));
    }

    /** Where packets to a block go: by the interface of this index, 0 for none. */
    public record Route(List<Byte> destination, int prefix, int index) {
        public Route {
            destination = List.copyOf(destination);
        }
    }

    /** Routes of the main table that name a destination. */
    public List<Route> routes() throws NetlinkException {
        List<Route> routes = new ArrayList<>();
        for (int family : new int[] {AF_INET, AF_INET6}) {
            MessageWriter request = new MessageWriter(GETROUTE, Netlink.dumpFlags())
                    .u8(family)
                    .u8(0)
                    .u16(0)
                    .u32(0)
                    .u32(0);
            for (NetlinkMessage message : netlink.dump("list routes", request)) {
                Attributes attributes = message.attributes(RTMSG);
                Optional<byte[]> destination = attributes.bytes(RTA_DST);
                int table = message.field(4) & 0xff;
                if (destination.isPresent() && table == TABLE_MAIN) {
                    int prefix = message.field(0) >> 8 & 0xff;
                    routes.add(new Route(
                            NftExpression.bytes(destination.get()),
                            prefix,
                            attributes.hostInt(RTA_OIF).orElse(0)));
                }
            }
        }
        return routes;
    }

    /** {@code struct rtmsg}. */
    private static MessageWriter route(byte[] address, int prefix, int scope) {
        return new MessageWriter(NEWROUTE, CREATE | EXCLUSIVE)
                .u8(family(address))
                .u8(prefix)
                .u8(0)
                .u8(0)
                .u8(TABLE_MAIN)
                .u8(PROTOCOL_STATIC)
                .u8(scope)
                .u8(TYPE_UNICAST)
                .u32(0);
    }

    /** Who has the address is said once: no ARP or neighbour discovery, and so nobody who could lie in it. */
    public void addNeighbour(int index, byte[] address, byte[] hardware) throws NetlinkException {
        netlink.execute(
                "add neighbour",
                neighbour(NEWNEIGH, CREATE | REPLACE, family(address), index, 0)
                        .bytes(NDA_DST, address)
                        .bytes(NDA_LLADDR, hardware));
    }

    /** An entry that is gone already is no error. */
    public void removeNeighbour(int index, byte[] address) throws NetlinkException {
        try {
            netlink.execute(
                    "remove neighbour",
                    neighbour(DELNEIGH, 0, family(address), index, 0).bytes(NDA_DST, address));
        } catch (NetlinkException e) {
            if (!Netlink.isGone(e)) {
                throw e;
            }
        }
    }

    /** The one hardware address that lives behind a port of a bridge. */
    public void addBridgeEntry(int port, byte[] hardware) throws NetlinkException {
        netlink.execute(
                "add bridge entry",
                neighbour(NEWNEIGH, CREATE | REPLACE, PF_BRIDGE, port, NTF_MASTER)
                        .bytes(NDA_LLADDR, hardware));
    }

    /** {@code struct ndmsg}. A bridge takes NUD_NOARP for "static", NUD_PERMANENT for "an address of my own". */
    private static MessageWriter neighbour(int type, int flags, int family, int index, int entry) {
        int state = family == PF_BRIDGE ? 0x40 : NUD_PERMANENT;
        return new MessageWriter(type, flags)
                .u8(family)
                .u8(0)
                .u16(0)
                .u32(index)
                .u16(state)
                .u8(entry)
                .u8(0);
    }

    private static int family(byte[] address) {
        return address.length == 4 ? AF_INET : AF_INET6;
    }
}
