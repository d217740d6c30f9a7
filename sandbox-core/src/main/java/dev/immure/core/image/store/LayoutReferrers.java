package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.RefName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is attached to a manifest of a layout by its {@code subject}. image-layout.md knows two ways, and tools use both:
 * the tag of distribution-spec's fallback, and entries of {@code index.json} that no tag leads to.
 */
final class LayoutReferrers {
    private final LayoutFiles files;
    private final LayoutIndex index;
    private final Limits limits;
    private final ManifestReader reader;

    LayoutReferrers(LayoutFiles files, LayoutIndex index, Limits limits) {
        this.files = files;
        this.index = index;
        this.limits = limits;
        this.reader = new ManifestReader(limits);
    }

    /** @param image the entry whose repository's tags count */
    List<Descriptor> of(Descriptor image, Digest subject) {
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        index.tagged(image, RefName.referrers(subject))
                .filter(entry -> MediaTypes.isIndex(entry.mediaType()))
                .ifPresent(entry -> listed(entry).forEach(one -> found.put(one.digest(), one)));
        for (Descriptor entry : candidates()) {
            ImageManifest manifest = manifest(entry);
            if (manifest.subject().map(Descriptor::digest).equals(Optional.of(subject))) {
                found.putIfAbsent(entry.digest(), manifest.listed());
            }
        }
        limits.check(Limit.REFERRERS, found.size(), "cannot list what is attached to", subject);
        return List.copyOf(found.values());
    }

    /** Whether an entry of {@code index.json} is attached to another manifest, rather than an image of its own. */
    boolean isAttached(Descriptor entry) {
        return candidates().contains(entry) && manifest(entry).subject().isPresent();
    }

    private List<Descriptor> listed(Descriptor entry) {
        return reader.index(files.readBlob(entry, limits.getInt(Limit.MANIFEST_BYTES))).stream()
                .filter(one -> MediaTypes.isManifest(one.mediaType()))
                .toList();
    }

    /** Each is going to be read, so that both their number and their sizes are bounded first. */
    private List<Descriptor> candidates() {
        List<Descriptor> candidates = index.perhapsReferrers();
        limits.check(Limit.REFERRERS, candidates.size(), "cannot look for attachments in", index.name());
        long bytes = candidates.stream().mapToLong(Descriptor::size).reduce(0, LayoutReferrers::sum);
        limits.check(Limit.ATTACHMENT_BYTES, bytes, "cannot look for attachments in", index.name());
        return candidates;
    }

    /** Sizes are somebody's words: two of 2^62 must not come to a negative sum. */
    private static long sum(long left, long right) {
        long sum = left + right;
        return sum < left ? Long.MAX_VALUE : sum;
    }

    private ImageManifest manifest(Descriptor entry) {
        return reader.manifest(files.readBlob(entry, limits.getInt(Limit.MANIFEST_BYTES)));
    }
}
