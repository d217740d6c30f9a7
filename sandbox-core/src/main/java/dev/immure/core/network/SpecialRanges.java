package dev.immure.core.network;

import java.util.List;

/**
 * Blocks that are not the public Internet (IANA special-purpose address registries; RFC 6890). The metadata services of
 * clouds lie in link-local and unique-local blocks: 169.254.169.254, fd00:ec2::254, fd20:ce::254.
 */
final class SpecialRanges {
    /** No packet of a sandbox is forwarded there, whatever is allowed. */
    private static final List<Cidr> NEVER = blocks(
            "0.0.0.0/8", // this network
            "127.0.0.0/8", // loopback
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, and the broadcast address
            "::/128", // unspecified
            "::1/128", // loopback
            "ff00::/8"); // multicast

    /** Reachable only when a rule lies inside the block. */
    private static final List<Cidr> PRIVATE = blocks(
            "10.0.0.0/8", // RFC 1918
            "100.64.0.0/10", // behind a carrier's NAT; also a metadata service (100.100.100.200)
            "169.254.0.0/16", // link-local, metadata
            "172.16.0.0/12", // RFC 1918
            "192.0.0.0/24", // protocol assignments; also a metadata service (192.0.0.192)
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // RFC 1918
            "198.18.0.0/15", // benchmarks
            "168.63.129.16/32", // the host agent of a cloud, a public address that leads inside
            "::/80", // IPv4-compatible and IPv4-mapped: hold any IPv4 address
            "64:ff9b::/96", // NAT64
            "64:ff9b:1::/48", // NAT64, local
            "100::/64", // discard
            "2001::/32", // Teredo
            "2002::/16", // 6to4
            "fc00::/7", // unique local, metadata
            "fe80::/10", // link-local
            "fec0::/10"); // site-local, of old

    private SpecialRanges() {}

    /** Blocks to which nothing is forwarded, ever. */
    static List<Cidr> never() {
        return NEVER;
    }

    /** Blocks to which nothing is forwarded unless a rule names part of one. */
    static List<Cidr> closed() {
        return PRIVATE;
    }

    static boolean isNeverReachable(Cidr block) {
        return NEVER.stream().anyMatch(never -> never.contains(block));
    }

    /** Whether the block lies inside one that is not public. */
    static boolean isPrivate(Cidr block) {
        return PRIVATE.stream().anyMatch(closed -> closed.contains(block));
    }

    private static List<Cidr> blocks(String... texts) {
        return List.of(texts).stream().map(Cidr::parse).toList();
    }
}
