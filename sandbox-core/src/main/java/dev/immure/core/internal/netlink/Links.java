package dev.immure.core.internal.netlink;

import dev.immure.core.internal.kernel.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Network interfaces of one namespace (rtnetlink(7), linux/if_link.h). */
public final class Links {
    private static final int NEWLINK = 16;
    private static final int DELLINK = 17;
    private static final int GETLINK = 18;
    private static final int CREATE_EXCLUSIVE = 0x600;

    private static final int AF_INET6 = 10;
    private static final int IFINFOMSG = 16;
    private static final int IFF_UP = 1;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_TXQLEN = 13;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_AF_SPEC = 26;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_INFO_SLAVE_KIND = 4;
    private static final int IFLA_INFO_SLAVE_DATA = 5;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_BR_MCAST_SNOOPING = 23;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final int NO_ADDRESS = 1;

    /**
     * IFLA_BRPORT_*: learns no addresses, gets nothing that is not for it, reaches no other isolated port, and takes
     * frames only from the address that its entry in the bridge's table names (LOCKED, Linux 5.18; older ones ignore it).
     */
    private static final Map<Integer, Integer> PORT = Map.of(8, 0, 9, 0, 27, 0, 30, 0, 33, 1, 39, 1);

    private final Netlink netlink;

    public Links(Netlink netlink) {
        this.netlink = netlink;
    }

    /** An interface, with the index that all other requests want. */
    public record Link(int index, String name, Optional<String> kind) {}

    /** False when an interface of that name is there already. */
    public boolean addBridge(String name, byte[] address) throws NetlinkException {
        MessageWriter request = link(NEWLINK, CREATE_EXCLUSIVE, 0)
                .text(IFLA_IFNAME, name)
                .bytes(IFLA_ADDRESS, address)
                .nest(
                        IFLA_LINKINFO,
                        info -> info.text(IFLA_INFO_KIND, "bridge")
                                .nest(IFLA_INFO_DATA, data -> data.byteOf(IFLA_BR_MCAST_SNOOPING, 0)));
        try {
            netlink.execute("add bridge " + name, request);
            return true;
        } catch (NetlinkException e) {
            if (e.is(Errno.EEXIST)) {
                return false;
            }
            throw e;
        }
    }

    /** A veth(4) pair, its second end in another network namespace; each with its hardware address. */
    public void addVeth(String here, byte[] hardwareHere, String there, byte[] hardwareThere, int namespace)
            throws NetlinkException {
        netlink.execute(
                "add veth " + here,
                link(NEWLINK, CREATE_EXCLUSIVE, 0)
                        .text(IFLA_IFNAME, here)
                        .bytes(IFLA_ADDRESS, hardwareHere)
                        .nest(
                                IFLA_LINKINFO,
                                info -> info.text(IFLA_INFO_KIND, "veth")
                                        .nest(
                                                IFLA_INFO_DATA,
                                                data -> data.nest(
                                                        VETH_INFO_PEER,
                                                        peer -> interfaceInfo(peer, 0, 0, 0)
                                                                .text(IFLA_IFNAME, there)
                                                                .bytes(IFLA_ADDRESS, hardwareThere)
                                                                .intOf(IFLA_NET_NS_FD, namespace)))));
    }

    /** An intermediate functional block: queueing for what comes in elsewhere. */
    public void addIfb(String name) throws NetlinkException {
        netlink.execute(
                "add ifb " + name,
                link(NEWLINK, CREATE_EXCLUSIVE, 0)
                        .text(IFLA_IFNAME, name)
                        .nest(IFLA_LINKINFO, info -> info.text(IFLA_INFO_KIND, "ifb")));
    }

    /** Makes it a port of the bridge that reaches the bridge alone. */
    public void addIsolatedPort(int index, int bridge) throws NetlinkException {
        netlink.execute("enslave", link(NEWLINK, 0, index).intOf(IFLA_MASTER, bridge));
        netlink.execute(
                "isolate the bridge port",
                link(NEWLINK, 0, index)
                        .nest(
                                IFLA_LINKINFO,
                                info -> info.text(IFLA_INFO_SLAVE_KIND, "bridge")
                                        .nest(IFLA_INFO_SLAVE_DATA, data -> PORT.forEach(data::byteOf))));
    }

    /** No link-local IPv6 address of the kernel's making. */
    public void withoutLinkLocal(int index) throws NetlinkException {
        netlink.execute(
                "set addrgenmode none",
                link(NEWLINK, 0, index)
                        .nest(
                                IFLA_AF_SPEC,
                                families -> families.nest(
                                        AF_INET6, inet6 -> inet6.byteOf(IFLA_INET6_ADDR_GEN_MODE, NO_ADDRESS))));
    }

    /** @param packets that wait for the device, behind its queueing discipline */
    public void queueLength(int index, int packets) throws NetlinkException {
        netlink.execute("set txqueuelen", link(NEWLINK, 0, index).intOf(IFLA_TXQLEN, packets));
    }

    public void up(int index) throws NetlinkException {
        MessageWriter request = new MessageWriter(NEWLINK, 0);
        netlink.execute("set up", interfaceInfo(request, index, IFF_UP, IFF_UP));
    }

    /** One that is gone already is no error. */
    public void delete(int index) throws NetlinkException {
        try {
            netlink.execute("delete link", link(DELLINK, 0, index));
        } catch (NetlinkException e) {
            if (!Netlink.isGone(e)) {
                throw e;
            }
        }
    }

    /** The interface of this name. */
    public Optional<Link> find(String name) throws NetlinkException {
        try {
            List<NetlinkMessage> answers =
                    netlink.ask("find link " + name, link(GETLINK, 0, 0).text(IFLA_IFNAME, name));
            return answers.isEmpty() ? Optional.empty() : Optional.of(link(answers.getFirst()));
        } catch (NetlinkException e) {
            if (Netlink.isGone(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All of them. */
    public List<Link> list() throws NetlinkException {
        List<Link> links = new ArrayList<>();
        for (NetlinkMessage message : netlink.dump("list links", link(GETLINK, Netlink.dumpFlags(), 0))) {
            links.add(link(message));
        }
        return links;
    }

    private static Link link(NetlinkMessage message) throws NetlinkException {
        Attributes attributes = message.attributes(IFINFOMSG);
        Optional<Attributes> info = attributes.nest(IFLA_LINKINFO);
        return new Link(
                message.field(4),
                attributes.text(IFLA_IFNAME).orElse(""),
                info.flatMap(nest -> nest.text(IFLA_INFO_KIND)));
    }

    private static MessageWriter link(int type, int flags, int index) {
        return interfaceInfo(new MessageWriter(type, flags), index, 0, 0);
    }

    /** {@code struct ifinfomsg}. */
    private static MessageWriter interfaceInfo(MessageWriter writer, int index, int flags, int change) {
        return writer.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(change);
    }
}
