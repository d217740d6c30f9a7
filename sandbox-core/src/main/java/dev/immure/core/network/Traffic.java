package dev.immure.core.network;

/**
 * What went through the filter, in bytes of IP packets.
 *
 * @param received by the sandbox
 * @param sent by the sandbox
 * @param limitReached whether the limit is used up; nothing passes any more
 */
public record Traffic(long received, long sent, boolean limitReached) {
    /** The instrument, as the receipt names it. */
    public static final String METER = "nftables counters of forwarded packets";
}
