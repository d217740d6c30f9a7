package dev.immure.policy.bundle;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.store.LayoutJson;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bundle as one file: an OCI image layout (image-spec, image-layout.md) in a {@link PlainTar}. There is one such file for
 * a bundle and its signatures; any other is refused.
 */
public final class BundleArchive {
    private static final String MARKER = "oci-layout";
    private static final String INDEX = "index.json";
    private static final String BLOBS = "blobs/sha256/";
    private static final ManifestReader READER = new ManifestReader(Limits.DEFAULT
            .with(Limit.MANIFEST_BYTES, BundleFile.OCI_MANIFEST_BYTES)
            .with(Limit.MANIFESTS, BundleLimits.SIGNATURES + 1));

    private BundleArchive() {}

    /**
     * Reads a bundle: all of its structure, and every digest. Who signed it is not looked at.
     *
     * @param on what to call it in faults
     * @throws ImmureException with a {@link BundleFault} of kind INPUT
     */
    public static BundleFile read(byte[] file, String on) {
        if (file.length > BundleLimits.FILE_BYTES) {
            throw BundleFault.TOO_LARGE.refuse(on, "it has more than " + BundleLimits.FILE_BYTES + " bytes");
        }
        if (!PlainTar.looksLikeOne(file)) {
            throw BundleFault.FORMAT.refuse(on, "it is no archive");
        }
        SortedMap<String, byte[]> files = PlainTar.read(file, BundleLimits.BLOBS, on);
        BundleBlobs blobs = blobs(files, on);
        List<Digest> index = index(required(files, INDEX, on), on).stream()
                .map(Descriptor::digest)
                .toList();
        BundleFile read = new BundleFile(blobs, index.getFirst(), index.subList(1, index.size()));
        requireSame(files, MARKER, LayoutJson.marker(), on);
        requireSame(files, INDEX, LayoutJson.index(read.entries()), on);
        return read;
    }

    /**
     * The file; the same bytes for the same bundle and signatures.
     *
     * @throws ImmureException with TOO_LARGE
     */
    public static byte[] write(BundleFile bundle) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Digest digest : bundle.blobs().digests()) {
            files.put(BLOBS + digest.hex(), bundle.blobs().get(digest));
        }
        files.put(INDEX, LayoutJson.index(bundle.entries()));
        files.put(MARKER, LayoutJson.marker());
        byte[] file = PlainTar.write(files);
        if (file.length > BundleLimits.FILE_BYTES) {
            throw BundleFault.TOO_LARGE.refuse(
                    bundle.place(), "it would have more than " + BundleLimits.FILE_BYTES + " bytes");
        }
        return file;
    }

    private static BundleBlobs blobs(SortedMap<String, byte[]> files, String on) {
        BundleBlobs blobs = new BundleBlobs(on);
        files.forEach((name, bytes) -> {
            if (name.startsWith(BLOBS)) {
                Digest digest = blobs.add("", bytes).digest();
                if (!name.equals(BLOBS + digest.hex())) {
                    throw BundleFault.DIGEST.refuse(on, "the digest of " + name + " is " + digest);
                }
            } else if (!name.equals(MARKER) && !name.equals(INDEX)) {
                throw BundleFault.EXTRA.refuse(on, name + " is no file of a policy bundle");
            }
        });
        return blobs;
    }

    private static List<Descriptor> index(byte[] json, String on) {
        List<Descriptor> entries;
        try {
            entries = READER.index(json);
        } catch (ImmureException e) {
            throw BundleFault.LAYOUT.refuse(on, INDEX + ": " + e.fault().why());
        }
        if (entries.isEmpty()) {
            throw BundleFault.LAYOUT.refuse(on, INDEX + " names nothing");
        }
        return entries;
    }

    private static void requireSame(SortedMap<String, byte[]> files, String name, byte[] expected, String on) {
        if (!Arrays.equals(required(files, name, on), expected)) {
            throw BundleFault.LAYOUT.refuse(on, name + " is not the one of a policy bundle with these blobs");
        }
    }

    private static byte[] required(SortedMap<String, byte[]> files, String name, String on) {
        byte[] content = files.get(name);
        if (content == null) {
            throw BundleFault.MISSING.refuse(on, "there is no " + name);
        }
        return content;
    }
}
