package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryHost;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Who answers at an address: scheme, name and port (RFC 6454). Credentials never leave theirs. */
record Origin(RegistryRule.Wire wire, RegistryHost host) {
    private static final RegistryHost HUB = new RegistryHost("docker.io", 0);
    private static final RegistryHost HUB_SERVER = new RegistryHost("registry-1.docker.io", 0);

    /** Where a registry's API is. Docker Hub's is not where its name says. */
    static Origin of(RegistryHost registry, RegistryAccess access) {
        RegistryHost server = registry.equals(HUB) ? HUB_SERVER : registry;
        return new Origin(access.rule(registry).wireTo(registry), server);
    }

    /** Empty for an address that has none of these, or a name that is none of a registry. */
    static Optional<Origin> of(URI uri) {
        try {
            String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
            RegistryRule.Wire wire = RegistryRule.Wire.valueOf(
                    Optional.ofNullable(uri.getScheme()).orElse("").toUpperCase(Locale.ROOT));
            int port = uri.getPort() == defaultPort(wire) ? 0 : Math.max(0, uri.getPort());
            return Optional.of(new Origin(wire, new RegistryHost(host, port)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int defaultPort(RegistryRule.Wire wire) {
        return switch (wire) {
            case HTTPS -> 443;
            case HTTP -> 80;
        };
    }

    /** @param path with its slash, and a query perhaps */
    URI at(String path) {
        return URI.create(wire.name().toLowerCase(Locale.ROOT) + "://" + host + path);
    }

    /** {@code Origin.of(uri)} has no explicit default port; this one neither. */
    Origin normal() {
        return host.port() == defaultPort(wire) ? new Origin(wire, new RegistryHost(host.name(), 0)) : this;
    }

    /**
     * Whether what is asked here may send there: encrypted, or within this machine. Never from elsewhere into this machine,
     * where services trust whoever reaches them; nor to the addresses of this link, where clouds keep theirs.
     */
    boolean maySendTo(Origin other, RegistryAccess access) {
        if (other.host.isLoopback()) {
            return host.isLoopback();
        }
        if (other.host.isLinkLocal() && !host.equals(other.host)) {
            return false;
        }
        return other.wire == RegistryRule.Wire.HTTPS
                || access.rule(other.host).wireTo(other.host) == RegistryRule.Wire.HTTP;
    }

    @Override
    public String toString() {
        return host.toString();
    }
}
