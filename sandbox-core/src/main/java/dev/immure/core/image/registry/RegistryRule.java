package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryHost;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the configuration says of one registry.
 *
 * @param mirrors asked before the registry, in order, for what is in its repositories; their own rules hold for them
 * @param wire empty for the default: HTTPS, except to this machine
 * @param authorities who vouch for its certificate, and nobody else then; empty for those that Java trusts
 * @param lookaside where signatures lie that are not in the registry: {@code https:}, {@code http:} or {@code file:}
 */
public record RegistryRule(
        List<RegistryHost> mirrors, Optional<Wire> wire, List<X509Certificate> authorities, Optional<URI> lookaside) {
    /** Nothing special. */
    public static final RegistryRule NONE = new RegistryRule(List.of(), Optional.empty(), List.of(), Optional.empty());

    /** How bytes travel. */
    public enum Wire {
        HTTPS,
        /** Without encryption: whoever is on the way reads and changes everything. */
        HTTP
    }

    public RegistryRule {
        mirrors = List.copyOf(mirrors);
        Objects.requireNonNull(wire, "wire is null");
        authorities = List.copyOf(authorities);
        Objects.requireNonNull(lookaside, "lookaside is null");
    }

    /** Plain HTTP only by the configuration's word, or within this machine when it has no authority of its own. */
    Wire wireTo(RegistryHost host) {
        return wire.orElse(host.isLoopback() && authorities.isEmpty() ? Wire.HTTP : Wire.HTTPS);
    }
}
