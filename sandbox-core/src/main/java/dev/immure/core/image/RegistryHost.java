package dev.immure.core.image;

import java.util.regex.Pattern;

/**
 * A registry by name or IPv4 address, and port: {@code HOST[:PORT]}, in lower case. What could be a part of a repository
 * as well is no host: it has a dot, a port, or is {@code localhost}.
 *
 * @param port 0 when none is said: 443, or 80 without TLS
 */
public record RegistryHost(String name, int port) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[.-]+[a-z0-9]+)*");
    private static final Pattern LOOPBACK = Pattern.compile("(?:.*\\.)?localhost|127\\..*");
    /** RFC 3927: of this link alone, where machines of clouds find their own credentials. */
    private static final Pattern LINK_LOCAL = Pattern.compile("169\\.254\\..*");
    /** Resolvers read 127.1, 2130706433 and 0177.0.0.1 as addresses too (inet_aton(3)): none of these is a name. */
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final String OCTET = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern ADDRESS = Pattern.compile("(?!0\\.)" + OCTET + "(?:\\." + OCTET + "){3}");

    private static final int MAX_NAME = 253;
    private static final int MAX_PORT = 65_535;

    public RegistryHost {
        boolean distinct = name.indexOf('.') >= 0 || port != 0 || name.equals("localhost");
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches() || !distinct) {
            throw new IllegalArgumentException("that is not the name of a registry");
        }
        if (NUMERIC.matcher(name).matches() && !ADDRESS.matcher(name).matches()) {
            throw new IllegalArgumentException("an address has four numbers from 0 to 255, and does not begin with 0");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("a port is a number from 1 to " + MAX_PORT);
        }
    }

    /**
     * Parses {@code HOST[:PORT]}.
     *
     * @throws IllegalArgumentException with a reason that does not quote the input
     */
    public static RegistryHost parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new RegistryHost(text, 0);
        }
        String port = text.substring(colon + 1);
        if (!port.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("a port is a number from 1 to " + MAX_PORT);
        }
        return new RegistryHost(text.substring(0, colon), Integer.parseInt(port));
    }

    /** Whether it is this machine by its very name; what a name server says does not count. */
    public boolean isLoopback() {
        return LOOPBACK.matcher(name).matches();
    }

    /** Whether it is an address that means another machine on every link. */
    public boolean isLinkLocal() {
        return LINK_LOCAL.matcher(name).matches();
    }

    @Override
    public String toString() {
        return port == 0 ? name : name + ":" + port;
    }
}
