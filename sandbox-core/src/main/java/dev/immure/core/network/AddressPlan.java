package dev.immure.core.network;

/**
 * Every name and address that one sandbox has on the host, from the number of its slot alone.
 *
 * @param slot 0 to {@link #SLOTS} - 1
 */
public record AddressPlan(int slot) {
    /** As many as id ranges, rounded up. */
    public static final int SLOTS = 4096;

    /** The bridge, of which there is one in a network namespace of the host. */
    static final String BRIDGE = "immure0";

    static final String PORT_PREFIX = "imv";
    static final String IFB_PREFIX = "imb";
    static final String TABLE_PREFIX = "immure-";

    /** The interface inside. */
    static final String INSIDE = "eth0";

    /** Seldom used by others (docker: 172.17, podman: 10.88, libvirt: 192.168.122). */
    static final Cidr V4 = Cidr.parse("10.119.0.0/16");

    /** Unique local (RFC 4193): "immure" in ASCII. It never leaves the host. */
    static final Cidr V6 = Cidr.parse("fd69:6d6d:7572:6500::/64");

    static final IpAddress V4_GATEWAY = V4.network().plus(1);
    static final IpAddress V6_GATEWAY = V6.network().plus(1);

    /** Locally administered. */
    private static final byte[] BRIDGE_ADDRESS = {0x02, 'i', 'm', 0, 0, 1};

    public AddressPlan {
        if (slot < 0 || slot >= SLOTS) {
            throw new IllegalArgumentException("there is no slot " + slot);
        }
    }

    String port() {
        return PORT_PREFIX + slot;
    }

    String ifb() {
        return IFB_PREFIX + slot;
    }

    String table() {
        return TABLE_PREFIX + slot;
    }

    /** Of the sandbox. */
    public IpAddress v4() {
        return V4.network().plus(2 + slot);
    }

    /** Of the sandbox. */
    public IpAddress v6() {
        return V6.network().plus(2 + slot);
    }

    /** Of the sandbox. */
    IpAddress own(IpAddress.Family family) {
        return switch (family) {
            case V4 -> v4();
            case V6 -> v6();
        };
    }

    /** Where the sandbox sends what is for others. */
    static IpAddress gateway(IpAddress.Family family) {
        return switch (family) {
            case V4 -> V4_GATEWAY;
            case V6 -> V6_GATEWAY;
        };
    }

    static byte[] bridgeHardware() {
        return BRIDGE_ADDRESS.clone();
    }

    byte[] portHardware() {
        return new byte[] {0x02, 'i', 'm', 1, (byte) (slot >> 8), (byte) slot};
    }

    byte[] insideHardware() {
        return new byte[] {0x02, 'i', 'm', 2, (byte) (slot >> 8), (byte) slot};
    }
}
