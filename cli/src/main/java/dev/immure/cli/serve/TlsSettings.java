package dev.immure.cli.serve;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The door of the API for callers on other machines. Files are named here and read when the door opens: every command
 * reads the configuration, and the key is for the service alone.
 *
 * @param listen an address of this host; port 0 for any that is free
 * @param certificate the service's own in PEM, followed by those that vouch for it
 * @param key its private key, PKCS #8 in PEM, with access for its owner alone
 * @param clients the authorities in PEM that vouch for callers, and nobody else does
 */
public record TlsSettings(InetSocketAddress listen, Path certificate, Path key, Path clients) {
    private static final int MOST_PORT = 65_535;

    public TlsSettings {
        Objects.requireNonNull(listen, "listen is null");
        Objects.requireNonNull(certificate, "certificate is null");
        Objects.requireNonNull(key, "key is null");
        Objects.requireNonNull(clients, "clients is null");
    }

    /**
     * Reads {@code 192.0.2.1:8443} or {@code [2001:db8::1]:8443}. No name: what it stands for is somebody else's to say.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || text.length() > 80) {
            throw new IllegalArgumentException("it is not ADDRESS:PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an address with colons stands in brackets");
        }
        String port = text.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MOST_PORT) {
            throw new IllegalArgumentException("its port is none");
        }
        return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port));
    }
}
