package dev.immure.core.network;

import java.util.Objects;

/**
 * A block of addresses (RFC 4632, RFC 4291). Bits behind the prefix are zero.
 *
 * @param prefix how many bits are fixed
 */
public record Cidr(IpAddress network, int prefix) {
    public Cidr {
        Objects.requireNonNull(network, "network is null");
        if (prefix < 0 || prefix > network.family().bits()) {
            throw new IllegalArgumentException(
                    "the prefix lies between 0 and " + network.family().bits());
        }
        if (!masked(network, prefix).equals(network)) {
            throw new IllegalArgumentException(
                    "bits behind the prefix are set; the block is " + masked(network, prefix) + "/" + prefix);
        }
    }

    /**
     * {@code ADDRESS/PREFIX}, or an address alone for just that one.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new Cidr(address, address.family().bits());
        }
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("after the slash stands the length of the prefix");
        }
        return new Cidr(address, Integer.parseInt(prefix));
    }

    /** Whether every address of the other block is in this one. */
    public boolean contains(Cidr other) {
        return other.network.family() == network.family()
                && other.prefix >= prefix
                && masked(other.network, prefix).equals(network);
    }

    /** Whether some address is in both. */
    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** The mask, as long as an address. */
    byte[] mask() {
        IpAddress ones = switch (network.family()) {
            case V4 -> new IpAddress(IpAddress.Family.V4, 0, 0xffff_ffffL);
            case V6 -> new IpAddress(IpAddress.Family.V6, -1, -1);
        };
        return masked(ones, prefix).bytes();
    }

    private static IpAddress masked(IpAddress address, int prefix) {
        int gone = address.family().bits() - prefix;
        long high = gone >= 128 ? 0 : gone > 64 ? address.high() >>> (gone - 64) << (gone - 64) : address.high();
        long low = gone >= 64 ? 0 : address.low() >>> gone << gone;
        return new IpAddress(address.family(), high, low);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
