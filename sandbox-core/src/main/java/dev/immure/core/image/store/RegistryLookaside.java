package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.image.registry.RegistryRepository;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The signatures that lie beside a registry, where the configuration says: in a directory, or on a web server. */
final class RegistryLookaside {
    private final RegistryRepository repository;
    private final URI base;
    private final Limits limits;

    RegistryLookaside(RegistryRepository repository, URI base, Limits limits) {
        this.repository = repository;
        this.base = base;
        this.limits = limits;
    }

    /** Those of the index, if the image comes from one, then those of its manifest. */
    List<byte[]> signatures(ResolvedImage image) {
        List<byte[]> found = new ArrayList<>();
        image.index().map(Descriptor::digest).ifPresent(index -> found.addAll(of(index)));
        found.addAll(of(image.digest()));
        limits.check(Limit.LOOSE_SIGNATURES, found.size(), "cannot read the signatures of", image.digest());
        return List.copyOf(found);
    }

    private List<byte[]> of(Digest subject) {
        return base.getScheme().equals("file")
                ? Lookaside.read(Path.of(base.getPath()), repository.path(), subject, limits)
                : fetch(subject);
    }

    /** containers-registries.d(5): {@code BASE/REPO@sha256=HEX/signature-N}, without a gap. */
    private List<byte[]> fetch(Digest subject) {
        String folder =
                base.toString().replaceFirst("/+$", "") + "/" + repository.path() + "@sha256=" + subject.hex() + "/";
        int limit = limits.getInt(Limit.LOOSE_SIGNATURE_BYTES);
        List<byte[]> found = new ArrayList<>();
        for (int number = 1; ; number++) {
            Optional<byte[]> next = repository.file(URI.create(folder + "signature-" + number), limit);
            if (next.isEmpty()) {
                return found;
            }
            limits.check(Limit.LOOSE_SIGNATURES, number, "cannot read the signatures of", subject);
            found.add(next.get());
        }
    }
}
