package dev.immure.core.network;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An IPv4 or IPv6 address as a number.
 *
 * @param high the upper 64 bits; 0 for IPv4
 * @param low the lower 64 bits; the whole of an IPv4 address
 */
public record IpAddress(Family family, long high, long low) {
    private static final Pattern V4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final int GROUPS = 8;
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:]{2,39}");

    /** The version of the protocol. */
    public enum Family {
        V4(32),
        V6(128);

        private final int bits;

        Family(int bits) {
            this.bits = bits;
        }

        /** Length of an address. */
        public int bits() {
            return bits;
        }
    }

    public IpAddress {
        Objects.requireNonNull(family, "family is null");
        if (family == Family.V4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /**
     * An address as people write it: four decimal numbers without leading zeros, or RFC 4291 without a zone and without an
     * embedded IPv4 address. Nothing is looked up.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static IpAddress parse(String text) {
        boolean literal = V4.matcher(text).matches()
                || (text.contains(":") && V6.matcher(text).matches());
        if (!literal) {
            throw new IllegalArgumentException("not an IP address");
        }
        try {
            InetAddress address = text.contains(":") ? Inet6Address.ofLiteral(text) : Inet4Address.ofLiteral(text);
            if (text.contains(":") && address instanceof Inet4Address) {
                throw new IllegalArgumentException("an IPv4 address in IPv6 clothes; write it as IPv4");
            }
            return of(address.getAddress());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address", e);
        }
    }

    static IpAddress of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return bytes.length == 4
                ? new IpAddress(Family.V4, 0, Integer.toUnsignedLong(in.getInt()))
                : new IpAddress(Family.V6, in.getLong(), in.getLong());
    }

    static IpAddress of(List<Byte> bytes) {
        byte[] plain = new byte[bytes.size()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = bytes.get(i);
        }
        return of(plain);
    }

    /** 4 or 16 bytes, most significant first. */
    public byte[] bytes() {
        byte[] all = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        return family == Family.V4 ? Arrays.copyOfRange(all, 12, 16) : all;
    }

    /** The address so many further on. */
    IpAddress plus(int count) {
        return new IpAddress(family, high, low + count);
    }

    /** As RFC 5952 wants it: one text for each address, so that two of them can be compared as texts. */
    @Override
    public String toString() {
        return switch (family) {
            case V4 -> (low >> 24) + "." + (low >> 16 & 0xff) + "." + (low >> 8 & 0xff) + "." + (low & 0xff);
            case V6 -> compressed();
        };
    }

    private String compressed() {
        int start = 0;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && group(i + zeros) == 0) {
                zeros++;
            }
            if (zeros > longest) {
                start = i;
                longest = zeros;
            }
        }
        if (longest == 1) {
            return groups(0, GROUPS);
        }
        return groups(0, start) + "::" + groups(start + longest, GROUPS);
    }

    private String groups(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Integer.toHexString(group(i)))
                .collect(Collectors.joining(":"));
    }

    /** 16 bits of an IPv6 address, the most significant first. */
    private int group(int index) {
        long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> (48 - index % 4 * 16)) & 0xffff;
    }
}
