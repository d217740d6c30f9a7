package dev.immure.core.internal.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Queueing disciplines and filters (tc(8), linux/pkt_sched.h, linux/pkt_cls.h). */
public final class Queueing {
    private static final int NEWQDISC = 36;
    private static final int NEWTFILTER = 44;
    private static final int CREATE = 0x400;
    private static final int EXCLUSIVE = 0x200;

    private static final int ROOT = 0xffff_ffff;
    private static final int INGRESS_PARENT = 0xffff_fff1;
    private static final int INGRESS_HANDLE = 0xffff_0000;
    private static final int ETH_P_ALL = 0x0003;

    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_TBF_PARMS = 1;
    private static final int TCA_TBF_RATE64 = 4;
    private static final int TCA_TBF_BURST = 6;
    private static final int LINKLAYER_ETHERNET = 1;

    private static final int TCA_U32_CLASSID = 1;
    private static final int TCA_U32_SEL = 5;
    private static final int TCA_U32_ACT = 7;
    private static final int TERMINAL = 1;
    private static final int TCA_ACT_KIND = 1;
    private static final int TCA_ACT_OPTIONS = 2;
    private static final int TCA_MIRRED_PARMS = 2;
    private static final int STOLEN = 4;
    private static final int EGRESS_REDIRECT = 1;

    private final Netlink netlink;

    public Queueing(Netlink netlink) {
        this.netlink = netlink;
    }

    /**
     * A token bucket filter (tc-tbf(8)) on what an interface sends.
     *
     * @param rate bytes per second
     * @param burst bytes that may go at once
     * @param queue bytes that may wait
     */
    public void addTokenBucket(int index, long rate, int burst, int queue) throws NetlinkException {
        long low = Math.min(rate, 0xffff_ffffL);
        netlink.execute(
                "add tbf",
                queueing(NEWQDISC, index, 0x10000, ROOT, 0)
                        .text(TCA_KIND, "tbf")
                        .nest(
                                TCA_OPTIONS,
                                options -> options.bytes(TCA_TBF_PARMS, parameters(low, queue))
                                        .intOf(TCA_TBF_BURST, burst)
                                        .longOf(TCA_TBF_RATE64, rate)));
    }

    /** {@code struct tc_tbf_qopt}: rate, peak rate, limit, buffer, mtu. */
    private static byte[] parameters(long rate, int queue) {
        ByteBuffer bytes = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(1, (byte) LINKLAYER_ETHERNET).putInt(8, (int) rate).putInt(24, queue);
        return bytes.array();
    }

    /** Sends everything that comes in at one interface through another, where it can be queued (tc-mirred(8)). */
    public void redirectIncoming(int from, int through) throws NetlinkException {
        netlink.execute(
                "add ingress qdisc",
                queueing(NEWQDISC, from, INGRESS_HANDLE, INGRESS_PARENT, 0).text(TCA_KIND, "ingress"));
        int priorityAndProtocol = 1 << 16 | Short.toUnsignedInt(Short.reverseBytes((short) ETH_P_ALL));
        netlink.execute(
                "add u32 filter",
                queueing(NEWTFILTER, from, 0, INGRESS_HANDLE, priorityAndProtocol)
                        .text(TCA_KIND, "u32")
                        .nest(
                                TCA_OPTIONS,
                                options -> options.intOf(TCA_U32_CLASSID, 0x10001)
                                        .bytes(TCA_U32_SEL, matchAll())
                                        .nest(
                                                TCA_U32_ACT,
                                                actions -> actions.nest(1, action -> redirect(action, through)))));
    }

    /** {@code struct tc_u32_sel} with one key whose mask is zero. */
    private static byte[] matchAll() {
        byte[] selector = new byte[32];
        selector[0] = TERMINAL;
        selector[2] = 1;
        return selector;
    }

    private static void redirect(MessageWriter action, int through) {
        ByteBuffer mirred = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
        mirred.putInt(8, STOLEN).putInt(20, EGRESS_REDIRECT).putInt(24, through);
        action.text(TCA_ACT_KIND, "mirred")
                .nest(TCA_ACT_OPTIONS, options -> options.bytes(TCA_MIRRED_PARMS, mirred.array()));
    }

    /** {@code struct tcmsg}. */
    private static MessageWriter queueing(int type, int index, int handle, int parent, int info) {
        return new MessageWriter(type, CREATE | EXCLUSIVE)
                .u8(0)
                .u8(0)
                .u16(0)
                .u32(index)
                .u32(handle)
                .u32(parent)
                .u32(info);
    }
}
