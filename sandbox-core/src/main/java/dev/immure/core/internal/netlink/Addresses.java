package dev.immure.core.internal.netlink;

import dev.immure.core.internal.kernel.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    private static final int RTA_METRICS = 8;
    private static final int RTAX_LOCK = 1;
    private static final int RTAX_WINDOW = 3;
    private static final int RTAX_CWND = 7;
    private static final int TABLE_MAIN = 254;
    private static final int PROTOCOL_STATIC = 4;
    private static final int SCOPE_LINK = 253;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int TYPE_UNICAST = 1;

    /** RTN_LOCAL, RTN_BROADCAST and RTN_ANYCAST of linux/rtnetlink.h. */
    private static final Set<Integer> TYPES_HERE = Set.of(2, 3, 4);

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

    /**
     * The gateway lies on the link; everything else goes through it.
     *
     * @param metrics for TCP
     */
    public void addDefaultRoute(int index, byte[] gateway, RouteMetrics metrics) throws NetlinkException {
        netlink.execute(
                "add route to the gateway",
                route(gateway, gateway.length * 8, SCOPE_LINK)
                        .bytes(RTA_DST, gateway)
                        .intOf(RTA_OIF, index));
        MessageWriter request =
                route(gateway, 0, SCOPE_UNIVERSE).bytes(RTA_GATEWAY, gateway).intOf(RTA_OIF, index);
        if (!metrics.equals(RouteMetrics.NONE)) {
            request.nest(RTA_METRICS, list -> {
                list.intOf(RTAX_LOCK, metrics.congestionWindow() > 0 ? 1 << RTAX_CWND : 0);
                list.intOf(RTAX_WINDOW, metrics.window());
                list.intOf(RTAX_CWND, metrics.congestionWindow());
            });
        }
        netlink.execute("add default route", request);
    }

    /**
     * What TCP keeps to over a route (ip-route(8), window and cwnd); 0 for the kernel's own.
     *
     * @param window bytes that it lets the other side send at once, at most
     * @param congestionWindow packets that it sends at once, at most
     */
    public record RouteMetrics(int window, int congestionWindow) {
        public static final RouteMetrics NONE = new RouteMetrics(0, 0);
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
        for (NetlinkMessage message : dump()) {
            if (table(message) == TABLE_MAIN) {
                route(message).ifPresent(routes::add);
            }
        }
        return routes;
    }

    /** What this host takes for itself: its addresses, those of its broadcasts, and blocks that a route makes its own. */
    public List<Route> ownBlocks() throws NetlinkException {
        List<Route> blocks = new ArrayList<>();
        for (NetlinkMessage message : dump()) {
            if (TYPES_HERE.contains(type(message))) {
                route(message).ifPresent(blocks::add);
            }
        }
        return blocks;
    }

    /**
     * Whether the main table leads to everywhere.
     *
     * @param addressBytes 4 or 16: the IP version
     */
    public boolean hasDefaultRoute(int addressBytes) throws NetlinkException {
        boolean found = false;
        for (NetlinkMessage message : dump(addressBytes == 4 ? AF_INET : AF_INET6)) {
            found |= table(message) == TABLE_MAIN
                    && type(message) == TYPE_UNICAST
                    && route(message).isEmpty();
        }
        return found;
    }

    private List<NetlinkMessage> dump() throws NetlinkException {
        List<NetlinkMessage> all = new ArrayList<>(dump(AF_INET));
        all.addAll(dump(AF_INET6));
        return all;
    }

    private List<NetlinkMessage> dump(int family) throws NetlinkException {
        MessageWriter request = new MessageWriter(GETROUTE, Netlink.dumpFlags())
                .u8(family)
                .u8(0)
                .u16(0)
                .u32(0)
                .u32(0);
        return netlink.dump("list routes", request);
    }

    private static int table(NetlinkMessage message) throws NetlinkException {
        return message.field(4) & 0xff;
    }

    private static int type(NetlinkMessage message) throws NetlinkException {
        return message.field(4) >>> 24;
    }

    /** Empty for a default route. */
    private static Optional<Route> route(NetlinkMessage message) throws NetlinkException {
        int prefix = message.field(0) >> 8 & 0xff;
        Attributes attributes = message.attributes(RTMSG);
        int index = attributes.hostInt(RTA_OIF).orElse(0);
        return attributes.bytes(RTA_DST).map(bytes -> new Route(NftExpression.bytes(bytes), prefix, index));
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
