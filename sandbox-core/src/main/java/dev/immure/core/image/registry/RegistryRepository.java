package dev.immure.core.image.registry;

import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.Limits;
import dev.immure.core.image.RegistryHost;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One repository, on its registry and on the registry's mirrors. Mirrors are asked first, in order; one that cannot be
 * reached, or has it not, is passed over, and one that lies ends it.
 */
public final class RegistryRepository implements AutoCloseable {
    private final RegistryAccess access;
    private final HttpWire wire;
    private final Retries retries;
    private final RegistryHost host;
    private final String path;
    private final List<RegistryClient> servers = new ArrayList<>();
    private final Set<RegistryClient> silent = ConcurrentHashMap.newKeySet();

    public RegistryRepository(RegistryAccess access, RegistryHost host, String path, Limits limits) {
        this.access = access;
        this.wire = new HttpWire(access);
        this.retries = new Retries(access.patience());
        this.host = host;
        this.path = path;
        List<RegistryHost> hosts = new ArrayList<>(access.rule(host).mirrors());
        hosts.add(host);
        hosts.forEach(one -> servers.add(new RegistryClient(access, wire, retries, one, path, limits)));
    }

    /** A manifest or index by tag or digest; empty when there is none. */
    public Optional<RegistryDocument> manifest(String reference) {
        return first(server -> server.manifest(reference));
    }

    /** The bytes of a blob, to be hashed by whoever reads them; empty when there is none. */
    public Optional<InputStream> blob(Descriptor blob) {
        return first(server -> server.blob(blob).map(stream -> stream));
    }

    /**
     * What the registry lists as attached to a digest, at least one; empty also when it does not know that question:
     * then the fallback tag may tell.
     */
    public Optional<List<Descriptor>> referrers(Digest subject) {
        return first(server -> server.referrers(subject).filter(list -> !list.isEmpty()));
    }

    /** Where loose signatures lie, by the configuration. */
    public Optional<URI> lookaside() {
        return access.rule(host).lookaside();
    }

    /** Of the repository, within its registry. */
    public String path() {
        return path;
    }

    /**
     * A small file of the lookaside's web server; empty when there is none. No credentials are sent.
     *
     * @throws IllegalArgumentException when the address is none of the web
     */
    public Optional<byte[]> file(URI uri, int limit) {
        Origin origin = Origin.of(uri).orElseThrow(() -> new IllegalArgumentException("that is no address of the web"));
        RegistryAccess anonymous =
                new RegistryAccess(access.rules(), RegistryAccess.ANONYMOUS.credentials(), access.patience());
        Authorization nobody = new Authorization(anonymous, wire, origin, origin.host(), path);
        return new Asking(anonymous, wire, retries, origin, nobody)
                .document(uri, "*/*", limit, uri.toString())
                .map(Asking.Document::bytes);
    }

    private <T> Optional<T> first(Function<RegistryClient, Optional<T>> question) {
        for (RegistryClient mirror : servers.subList(0, servers.size() - 1)) {
            Optional<T> found = silent.contains(mirror) ? Optional.empty() : fromMirror(mirror, question);
            if (found.isPresent()) {
                return found;
            }
        }
        return question.apply(servers.getLast());
    }

    private <T> Optional<T> fromMirror(RegistryClient mirror, Function<RegistryClient, Optional<T>> question) {
        try {
            return question.apply(mirror);
        } catch (ImmureException e) {
            FaultKind kind = e.fault().code().kind();
            if (kind == FaultKind.HOST || kind == FaultKind.USAGE) {
                // Once is enough: the next question would wait as long for the same answer.
                silent.add(mirror);
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
