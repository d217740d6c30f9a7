package dev.immure.core.network;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * A destination that a sandbox may reach.
 *
 * @param port of TCP and UDP; empty for every protocol and port
 */
public record AllowRule(Cidr destination, OptionalInt port) {
    public AllowRule {
        Objects.requireNonNull(destination, "destination is null");
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw new IllegalArgumentException("a port lies between 1 and 65535");
        }
        if (SpecialRanges.isNeverReachable(destination)) {
            throw new IllegalArgumentException("loopback, multicast and unspecified addresses are never reachable");
        }
    }

    /**
     * {@code CIDR[:PORT]}; an IPv6 block with a port stands in brackets: {@code [2001:db8::/32]:443}.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static AllowRule parse(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("the bracket is not closed");
            }
            return new AllowRule(Cidr.parse(text.substring(1, end)), port(text.substring(end + 1)));
        }
        int colon = text.indexOf(':');
        boolean plain = colon < 0 || colon != text.lastIndexOf(':');
        return plain
                ? new AllowRule(Cidr.parse(text), OptionalInt.empty())
                : new AllowRule(Cidr.parse(text.substring(0, colon)), port(text.substring(colon)));
    }

    private static OptionalInt port(String text) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.matches(":[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("after the colon stands a port from 1 to 65535");
        }
        return OptionalInt.of(Integer.parseInt(text.substring(1)));
    }

    /** Whether it names part of a network that is not public: a private one, link-local, a metadata service. */
    public boolean isPrivate() {
        return SpecialRanges.isPrivate(destination);
    }

    /** Whether it names more than one network: a block shorter than any that is assigned (IANA: /8, and /16 of IPv6). */
    public boolean isBroad() {
        return destination.prefix()
                < switch (destination.network().family()) {
                    case V4 -> 8;
                    case V6 -> 16;
                };
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        if (port.isEmpty()) {
            return destination.toString();
        }
        String block = destination.network().family() == IpAddress.Family.V4
                ? destination.toString()
                : "[" + destination + "]";
        return block + ":" + port.getAsInt();
    }
}
