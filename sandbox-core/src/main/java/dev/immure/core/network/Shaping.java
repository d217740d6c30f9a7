package dev.immure.core.network;

import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.Queueing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Bandwidth in both directions, at one interface. What it sends waits there; what it receives is led through an
 * intermediate device, since only sending can be queued (tc(8); the layout of the CNI bandwidth plugin). Root's interface
 * is the host's end of a veth, which sends what goes into the sandbox; an ordinary user's lies inside.
 */
final class Shaping {
    private Shaping() {}

    /**
     * Before the interface is up, so that the first packet is already bounded.
     *
     * @param ifb a name that is free
     * @param queue bytes that may wait, in each direction
     */
    static void apply(
            Netlink route,
            int index,
            String ifb,
            Optional<Rate> sent,
            Optional<Rate> received,
            ToIntFunction<Rate> queue)
            throws NetlinkException {
        Queueing queueing = new Queueing(route);
        if (sent.isPresent()) {
            bucket(queueing, index, sent.get(), queue);
        }
        if (received.isPresent()) {
            Links links = new Links(route);
            links.addIfb(ifb);
            int through = links.find(ifb).orElseThrow().index();
            bucket(queueing, through, received.get(), queue);
            links.withoutLinkLocal(through);
            links.up(through);
            queueing.redirectIncoming(index, through);
        }
    }

    /** For the receipt: {@code in: tbf, out: tbf+ifb}; empty without a limit. */
    static Optional<String> describe(NetworkSpec.Private spec, String in, String out) {
        List<String> ways = new ArrayList<>();
        spec.in().ifPresent(rate -> ways.add("in: " + in));
        spec.out().ifPresent(rate -> ways.add("out: " + out));
        return ways.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", ways));
    }

    private static void bucket(Queueing queueing, int index, Rate rate, ToIntFunction<Rate> queue)
            throws NetlinkException {
        queueing.addTokenBucket(index, rate.bytesPerSecond(), rate.burst(), queue.applyAsInt(rate));
    }
}
