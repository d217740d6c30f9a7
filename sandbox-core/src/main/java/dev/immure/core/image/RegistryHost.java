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
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}");
    private static final int MAX_NAME = 253;
    private static final int MAX_PORT = 65_535;

    public RegistryHost {
        boolean distinct = name.indexOf('.') >= 0 || port != 0 || name.equals("localhost");
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches() || !distinct) {
            throw new IllegalArgumentException("that is not the name of a registry");
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

    @Override
    public String toString() {
        return port == 0 ? name : name + ":" + port;
    }
}
