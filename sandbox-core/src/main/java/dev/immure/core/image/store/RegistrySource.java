package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.image.layer.BlobStream;
import dev.immure.core.image.registry.RegistryAccess;
import dev.immure.core.image.registry.RegistryDocument;
import dev.immure.core.image.registry.RegistryRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image of a registry. Its tag is asked for once, and so is every tag of something attached; all else is fetched by
 * digest. Documents are kept as long as the source is open, so that what was verified is what is copied.
 */
final class RegistrySource implements ImageSource {
    private static final int MAX_KEPT = 16 << 20;

    private final RegistryRepository repository;
    private final Limits limits;
    private final Map<Digest, byte[]> kept = new HashMap<>();
    private final Map<String, Optional<Descriptor>> tags = new HashMap<>();
    private final ResolvedImage image;
    private int keptBytes;

    private RegistrySource(
            RegistryRepository repository, ImageReference.Remote reference, Limits limits, ImageReading reading) {
        this.repository = repository;
        this.limits = limits;
        String asked = reference.digest().map(Digest::toString).orElse(reference.tagOrLatest());
        Descriptor top = resolve(asked)
                .orElseThrow(() -> RegistryFault.NOT_FOUND.at(
                        "cannot find the image", reference, "the registry has no such manifest"));
        Resolver.Resolution found = new Resolver(this::read, limits, reading).resolve(top);
        this.image = new ResolvedImage(
                reference.toString(),
                Optional.of(reference.name().repository()),
                reference.digest().isPresent() ? Optional.empty() : Optional.of(reference.tagOrLatest()),
                found.manifest(),
                found.config(),
                found.index());
    }

    static RegistrySource open(
            ImageReference.Remote reference, RegistryAccess access, Limits limits, ImageReading reading) {
        RegistryRepository repository = new RegistryRepository(access, reference.host(), reference.path(), limits);
        boolean done = false;
        try {
            RegistrySource source = new RegistrySource(repository, reference, limits, reading);
            done = true;
            return source;
        } finally {
            if (!done) {
                repository.close();
            }
        }
    }

    @Override
    public ResolvedImage image() {
        return image;
    }

    @Override
    public Optional<Descriptor> tagged(String tag) {
        Optional<Descriptor> known = tags.get(tag);
        if (known != null) {
            return known;
        }
        Optional<Descriptor> found = resolve(tag);
        tags.put(tag, found);
        return found;
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        List<Descriptor> found = repository
                .referrers(subject)
                .or(() -> tagged(RefName.referrers(subject)).map(this::listed))
                .orElse(List.of());
        limits.check(Limit.REFERRERS, found.size(), "cannot list what is attached to", subject);
        return found;
    }

    /** distribution-spec, "Referrers Tag Schema": an index. What is no index there was put there by somebody else. */
    private List<Descriptor> listed(Descriptor index) {
        return MediaTypes.isIndex(index.mediaType())
                ? new ManifestReader(limits).index(read(index, limits.getInt(Limit.MANIFEST_BYTES)))
                : List.of();
    }

    @Override
    public List<byte[]> looseSignatures() {
        return repository
                .lookaside()
                .map(base -> new RegistryLookaside(repository, base, limits).signatures(image))
                .orElse(List.of());
    }

    @Override
    public byte[] read(Descriptor blob, int limit) {
        limits.check(Limit.BLOB_BYTES, blob.size(), "cannot read the blob", blob.digest());
        if (blob.size() > limit) {
            throw ImageFault.BLOB_TOO_LARGE.at(
                    "cannot read the blob", blob.digest(), blob.size() + " bytes are more than the limit of " + limit);
        }
        byte[] known = kept.get(blob.digest());
        byte[] content = known != null ? known : fetch(blob);
        if (content.length != blob.size()) {
            throw ImageFault.BLOB_SIZE.at(
                    "cannot use the blob",
                    blob.digest(),
                    "it has " + content.length + " bytes, its descriptor says " + blob.size());
        }
        return content.clone();
    }

    private byte[] fetch(Descriptor blob) {
        if (isDocument(blob)) {
            RegistryDocument document =
                    repository.manifest(blob.digest().toString()).orElseThrow(() -> missing(blob));
            return keep(document);
        }
        try (BlobStream stream = new BlobStream(open(blob), blob, OutputStream.nullOutputStream())) {
            byte[] content = stream.readNBytes((int) blob.size());
            stream.verify();
            return keep(blob.digest(), content);
        } catch (IOException e) {
            throw ImageFault.READ.at("cannot read the blob", blob.digest(), String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public InputStream open(Descriptor blob) {
        return repository.blob(blob).orElseThrow(() -> missing(blob));
    }

    @Override
    public void close() {
        repository.close();
    }

    private Optional<Descriptor> resolve(String reference) {
        return repository.manifest(reference).map(document -> {
            keep(document);
            return document.descriptor();
        });
    }

    private byte[] keep(RegistryDocument document) {
        return keep(document.descriptor().digest(), document.bytes());
    }

    /** What does not fit is fetched again, and hashed again. */
    private byte[] keep(Digest digest, byte[] content) {
        if (keptBytes + content.length <= MAX_KEPT && kept.putIfAbsent(digest, content) == null) {
            keptBytes += content.length;
        }
        return content;
    }

    private static boolean isDocument(Descriptor blob) {
        return MediaTypes.isManifest(blob.mediaType()) || MediaTypes.isIndex(blob.mediaType());
    }

    private RuntimeException missing(Descriptor blob) {
        return ImageFault.BLOB_MISSING.at("cannot use the blob", blob.digest(), "the registry does not have it");
    }
}
