package dev.immure.policy.bundle;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.MediaTypes;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The blobs of one bundle, each under the digest of its bytes. */
final class BundleBlobs {
    private final String on;
    private final SortedMap<Digest, byte[]> blobs = new TreeMap<>();
    private long bytes;

    /** @param on what to call the bundle in faults */
    BundleBlobs(String on) {
        this.on = on;
    }

    BundleBlobs(BundleBlobs other) {
        this.on = other.on;
        this.blobs.putAll(other.blobs);
        this.bytes = other.bytes;
    }

    String on() {
        return on;
    }

    /** @throws dev.immure.core.ImmureException with TOO_LARGE */
    Descriptor add(String type, byte[] content) {
        Digest digest = Digest.of(content);
        if (blobs.put(digest, content) == null) {
            bytes += content.length;
        }
        if (bytes > BundleLimits.FILE_BYTES) {
            throw BundleFault.TOO_LARGE.refuse(on, "it has more than " + BundleLimits.FILE_BYTES + " bytes");
        }
        return Descriptor.of(type, digest, content.length);
    }

    Descriptor addManifest(byte[] content) {
        return add(MediaTypes.OCI_MANIFEST, content);
    }

    boolean has(Digest digest) {
        return blobs.containsKey(digest);
    }

    /** Bytes that a bundle may still grow by. */
    int left() {
        return (int) (BundleLimits.FILE_BYTES - bytes);
    }

    Set<Digest> digests() {
        return Collections.unmodifiableSet(blobs.keySet());
    }

    /** Not a copy. */
    byte[] get(Digest digest) {
        byte[] content = blobs.get(digest);
        if (content == null) {
            throw BundleFault.MISSING.refuse(on, "the blob " + digest + " is not in it");
        }
        return content;
    }

    /** Not a copy; of the size that is said. */
    byte[] get(Descriptor descriptor) {
        byte[] content = get(descriptor.digest());
        if (content.length != descriptor.size()) {
            throw BundleFault.DIGEST.refuse(
                    on,
                    descriptor.digest() + " has " + content.length + " bytes, and is said to have "
                            + descriptor.size());
        }
        return content;
    }
}
