package dev.immure.policy.bundle;

import dev.immure.core.image.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A manifest and the parts that it names, each compared with its digest. Immutable; nothing of it is believed yet. */
final class BundleContent {
    private final BundleManifest manifest;
    private final SortedMap<String, byte[]> parts;

    private BundleContent(BundleManifest manifest, SortedMap<String, byte[]> parts) {
        this.manifest = manifest;
        this.parts = parts;
    }

    /** @throws IllegalArgumentException when a part is too large, or has a name that no part has */
    static List<BundleManifest.Part> describe(SortedMap<String, byte[]> parts) {
        List<BundleManifest.Part> described = new ArrayList<>();
        parts.forEach(
                (name, content) -> described.add(new BundleManifest.Part(name, Digest.of(content), content.length)));
        return described;
    }

    /**
     * Reads the two blobs of a bundle.
     *
     * @throws dev.immure.core.ImmureException with MANIFEST, PART, PART_EXTRA, or as {@link PlainTar#read}
     */
    static BundleContent read(byte[] manifest, byte[] tar, String on) {
        BundleManifest said = ManifestJson.read(manifest, on);
        SortedMap<String, byte[]> found = PlainTar.read(tar, BundleLimits.PARTS, on);
        SortedMap<String, byte[]> parts = new TreeMap<>();
        for (BundleManifest.Part part : said.parts()) {
            byte[] content = found.remove(part.name());
            if (content == null) {
                throw BundleFault.PART.refuse(on, "the part " + part.name() + " of its manifest is not in it");
            }
            requireSame(part, content, on);
            parts.put(part.name(), content);
        }
        if (!found.isEmpty()) {
            throw BundleFault.PART_EXTRA.refuse(on, "its manifest does not name " + found.firstKey());
        }
        return new BundleContent(said, parts);
    }

    private static void requireSame(BundleManifest.Part part, byte[] content, String on) {
        Digest actual = Digest.of(content);
        if (content.length != part.size() || !actual.equals(part.digest())) {
            throw BundleFault.PART.refuse(
                    on, "the part " + part.name() + " is " + actual + ", and its manifest says " + part.digest());
        }
    }

    /** @throws IllegalArgumentException when the manifest is of other parts */
    static BundleContent of(BundleManifest manifest, SortedMap<String, byte[]> parts) {
        if (!manifest.parts().equals(describe(parts))) {
            throw new IllegalArgumentException("the manifest is of other parts");
        }
        return new BundleContent(manifest, new TreeMap<>(parts));
    }

    BundleManifest manifest() {
        return manifest;
    }

    byte[] encodeManifest() {
        return ManifestJson.write(manifest);
    }

    byte[] encodeParts() {
        return PlainTar.write(parts);
    }

    /** The policy as data. */
    boolean hasData(byte[] json) {
        return Arrays.equals(Objects.requireNonNull(parts.get(PartName.DATA.text()), "data is null"), json);
    }

    /** What decides: not tests, and not the data that is to be compared. Copies, by name. */
    SortedMap<String, byte[]> deciding() {
        return parts(part -> !part.isTest() && !part.equals(PartName.DATA));
    }

    /** Parts by name: copies. */
    SortedMap<String, byte[]> parts(Predicate<PartName> wanted) {
        SortedMap<String, byte[]> chosen = new TreeMap<>();
        parts.forEach((name, content) -> {
            if (wanted.test(new PartName(name))) {
                chosen.put(name, content.clone());
            }
        });
        return chosen;
    }
}
