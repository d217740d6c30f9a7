package dev.immure.core.internal.netlink;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One step of an nf_tables rule (linux/netfilter/nf_tables.h). A rule goes on while its comparisons hold, and ends in a
 * verdict. All of ours use register 1.
 */
public sealed interface NftExpression {
    /** Loads what is known of a packet besides its bytes. */
    record Meta(int key) implements NftExpression {
        public static final int PROTOCOL = 1;
        public static final int IIFNAME = 6;
        public static final int OIFNAME = 7;
        public static final int NFPROTO = 15;
        public static final int L4PROTO = 16;
    }

    /** Loads bytes of a packet. */
    record Payload(Base base, int offset, int length) implements NftExpression {
        /** NFT_PAYLOAD_LL_HEADER and the two after it (linux/netfilter/nf_tables.h). */
        public enum Base {
            LINK(0),
            NETWORK(1),
            TRANSPORT(2);

            private final int number;

            Base(int number) {
                this.number = number;
            }

            int number() {
                return number;
            }
        }

        public Payload {
            Objects.requireNonNull(base, "base is null");
            if (offset < 0 || length < 1 || length > 16) {
                throw new IllegalArgumentException("not bytes of a header: " + length + " at " + offset);
            }
        }
    }

    /** Loads the state of the connection as a bit set (conntrack). */
    record ConnectionState() implements NftExpression {
        public static final int ESTABLISHED = 2;
        public static final int RELATED = 4;
    }

    /** Loads the type of the destination address: local is 2 (linux/rtnetlink.h, RTN_*). */
    record DestinationType() implements NftExpression {
        public static final int UNICAST = 1;
    }

    /** Keeps only these bits of what was loaded. */
    record Mask(List<Byte> bits) implements NftExpression {
        public Mask {
            bits = List.copyOf(bits);
        }
    }

    /** Goes on when what was loaded is, or is not, equal to this. */
    record Compare(boolean equal, List<Byte> value) implements NftExpression {
        public Compare {
            value = List.copyOf(value);
        }
    }

    /** Goes on when this rule has seen more connections that are still open. */
    record OpenConnections(int moreThan) implements NftExpression {}

    /** Counts into a named counter, or into a named quota; a quota goes on when it is used up. */
    record Account(int type, String name) implements NftExpression {
        public static final int COUNTER = 1;
        public static final int QUOTA = 2;
    }

    /** The end of the rule. */
    enum Verdict implements NftExpression {
        ACCEPT,
        DROP,
        /** Tells the sender: ICMP "administratively prohibited", of the packet's own family. */
        REJECT,
        /** Ends a TCP connection; the kernel sends no more than one ICMPv6 error a second, but resets without a bound. */
        RESET,
        /** The packet leaves with an address of the interface it leaves by. */
        MASQUERADE
    }

    /** For {@link Mask} and {@link Compare}. */
    static List<Byte> bytes(int... values) {
        return Arrays.stream(values).mapToObj(value -> (byte) value).toList();
    }

    /** For {@link Mask} and {@link Compare}. */
    static List<Byte> bytes(byte[] values) {
        Byte[] boxed = new Byte[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }

    /** The name of an interface as the kernel compares it: 16 bytes. */
    static List<Byte> interfaceName(String name) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < name.length(); i++) {
            bytes[i] = (byte) name.charAt(i);
        }
        return bytes(bytes);
    }
}
