package dev.immure.core.image.registry;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.RegistryHost;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One repository of one server, by distribution-spec 1.1: what is asked, and what is checked of the answers. */
final class RegistryClient {
    private static final String MANIFESTS = String.join(
            ", ", MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_INDEX, MediaTypes.DOCKER_MANIFEST);
    private static final int MAX_PAGES = 20;

    private final Asking asking;
    private final Origin origin;
    private final Limits limits;
    private final Patience patience;
    private final String base;
    private final String name;
    private volatile boolean greeted;

    RegistryClient(
            RegistryAccess access, HttpWire wire, Retries retries, RegistryHost host, String path, Limits limits) {
        this.origin = Origin.of(host, access);
        this.asking = new Asking(access, wire, retries, origin, new Authorization(access, wire, origin, host, path));
        this.limits = limits;
        this.patience = access.patience();
        this.base = "/v2/" + path;
        this.name = host + "/" + path;
    }

    /** distribution-spec, "Determining Support". What answers otherwise is not asked for more. */
    private void greet() {
        if (!greeted) {
            Deadline deadline = Deadline.in(patience.document(), name);
            asking.ping(origin.at("/v2/"), name, deadline);
            greeted = true;
        }
    }

    /**
     * A manifest or index; empty when there is none.
     *
     * @param reference a tag or a digest
     */
    Optional<RegistryDocument> manifest(String reference) {
        greet();
        URI uri = origin.at(base + "/manifests/" + reference);
        return asking.document(uri, MANIFESTS, limits.getInt(Limit.MANIFEST_BYTES), name + " " + reference)
                .map(got -> checked(got, reference));
    }

    private RegistryDocument checked(Asking.Document got, String reference) {
        String on = name + " " + reference;
        Digest digest = Digest.of(got.bytes());
        if (reference.indexOf(':') >= 0 && !reference.equals(digest.toString())) {
            throw RegistryFault.DIGEST.at("cannot use the manifest", on, "the bytes it sent have the digest " + digest);
        }
        got.header("Docker-Content-Digest")
                .filter(said -> !said.equals(digest.toString()))
                .ifPresent(said -> {
                    throw RegistryFault.DIGEST.at(
                            "cannot use the manifest",
                            on,
                            "it announced another digest than the bytes it sent have, " + digest);
                });
        String type = got.mediaType();
        Descriptor own = new ManifestReader(limits).describe(got.bytes());
        if (!own.mediaType().equals(type)) {
            // CVE-2021-41190: one document, a manifest to one reader and an index to the other.
            throw RegistryFault.CONTENT_TYPE.at(
                    "cannot use the manifest", on, "it is announced as " + type + " and says it is " + own.mediaType());
        }
        return new RegistryDocument(own, got.bytes());
    }

    /** The bytes of a blob, unchecked but for their number; empty when it is not there. */
    Optional<RemoteBlob> blob(Descriptor blob) {
        greet();
        URI uri = origin.at(base + "/blobs/" + blob.digest());
        return RemoteBlob.open(asking, uri, blob, Deadline.in(patience.blob(blob.size()), name + " " + blob.digest()));
    }

    /** What is attached to a digest; empty when the registry does not know that question. */
    Optional<List<Descriptor>> referrers(Digest subject) {
        greet();
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        String path = base + "/referrers/" + subject;
        Optional<URI> next = Optional.of(origin.at(path));
        for (int page = 0; next.isPresent(); page++) {
            if (page == MAX_PAGES) {
                throw RegistryFault.PAGES.at(
                        "cannot list what is attached to", subject, "it has more than " + MAX_PAGES + " pages");
            }
            Optional<Asking.Document> got = asking.document(
                    next.get(), MediaTypes.OCI_INDEX, limits.getInt(Limit.MANIFEST_BYTES), name + " " + subject);
            if (got.isEmpty()) {
                return Optional.empty();
            }
            listed(got.get(), subject).forEach(one -> found.putIfAbsent(one.digest(), one));
            limits.check(Limit.REFERRERS, found.size(), "cannot list what is attached to", subject);
            next = got.get().header("Link").map(link -> nextPage(link, path, subject));
        }
        return Optional.of(new ArrayList<>(found.values()));
    }

    private List<Descriptor> listed(Asking.Document got, Digest subject) {
        if (!got.mediaType().equals(MediaTypes.OCI_INDEX)) {
            throw RegistryFault.CONTENT_TYPE.at(
                    "cannot list what is attached to", subject, "the list is announced as " + got.mediaType());
        }
        return new ManifestReader(limits).index(got.bytes());
    }

    /** The same list of the same server, or nothing: a list that leads elsewhere is no list of this repository. */
    private URI nextPage(String link, String path, Digest subject) {
        try {
            URI next = LinkHeader.next(link).map(origin.at(path)::resolve).orElseThrow(IllegalArgumentException::new);
            boolean same = Origin.of(next).equals(Optional.of(origin.normal()))
                    && path.equals(next.getRawPath())
                    && next.getUserInfo() == null;
            if (same) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            // The same answer as for one that leads elsewhere.
        }
        throw RegistryFault.PAGES.at(
                "cannot list what is attached to", subject, "its next page is malformed or elsewhere");
    }
}
