package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.RefName;
import dev.immure.core.image.ResolvedImage;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** An image of an OCI layout: a directory, an archive, or the local store, which is a layout too. */
final class LayoutSource implements ImageSource {
    private static final String CONTAINERD_NAME = "io.containerd.image.name";

    private final LayoutFiles files;
    private final LayoutIndex index;
    private final Descriptor entry;
    private final ResolvedImage image;
    private final Limits limits;

    private LayoutSource(LayoutFiles files, LayoutIndex index, Descriptor entry, ResolvedImage image, Limits limits) {
        this.files = files;
        this.index = index;
        this.entry = entry;
        this.image = image;
        this.limits = limits;
    }

    /** @param files owned from now on, and closed when this fails */
    static LayoutSource open(
            LayoutFiles files, String reference, Optional<String> tag, Limits limits, ImageReading reading) {
        boolean done = false;
        try {
            LayoutIndex index = LayoutIndex.read(files, limits);
            Descriptor chosen = index.select(tag, entry -> new LayoutReferrers(files, index, limits).isAttached(entry));
            LayoutSource source = of(files, index, chosen, reference, limits, reading);
            done = true;
            return source;
        } finally {
            if (!done) {
                files.close();
            }
        }
    }

    static LayoutSource of(
            LayoutFiles files,
            LayoutIndex index,
            Descriptor entry,
            String reference,
            Limits limits,
            ImageReading reading) {
        Resolver.Resolution found = new Resolver(files::readBlob, limits, reading).resolve(entry);
        ResolvedImage image =
                new ResolvedImage(reference, name(entry), tag(entry), found.manifest(), found.config(), found.index());
        return new LayoutSource(files, index, entry, image, limits);
    }

    @Override
    public ResolvedImage image() {
        return image;
    }

    @Override
    public Optional<Descriptor> tagged(String tag) {
        return index.tagged(entry, tag);
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return new LayoutReferrers(files, index, limits).of(entry, subject);
    }

    /** Of a layout that the store wrote: containers/image has no place for them in a layout. */
    @Override
    public List<byte[]> looseSignatures() {
        return tagged(LooseSignatures.tag(entry.digest()))
                .map(manifest -> new LooseSignatures(limits).read(manifest, files::readBlob))
                .orElse(List.of());
    }

    @Override
    public byte[] read(Descriptor blob, int limit) {
        return files.readBlob(blob, limit);
    }

    @Override
    public InputStream open(Descriptor blob) {
        return files.openBlob(blob);
    }

    @Override
    public void close() {
        files.close();
    }

    private static Optional<String> name(Descriptor entry) {
        return Optional.ofNullable(entry.annotations().get(CONTAINERD_NAME))
                .or(() -> LayoutIndex.refName(entry))
                .flatMap(RefName::repository);
    }

    private static Optional<String> tag(Descriptor entry) {
        return LayoutIndex.refName(entry).map(RefName::tag);
    }
}
