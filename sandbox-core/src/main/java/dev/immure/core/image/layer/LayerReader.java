package dev.immure.core.image.layer;

import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.LayerCompression;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.image.tree.ContentHashes;
import dev.immure.core.internal.kernel.Fd;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Reads a layer once: the bytes that are hashed are the bytes that are decompressed, hashed again and unpacked. Nothing
 * it made may be used before it returns without an exception.
 */
public final class LayerReader {
    private final Limits limits;
    private final Budget budget;
    private final Ownership ownership;

    public LayerReader(Limits limits, Budget budget, Ownership ownership) {
        this.limits = limits;
        this.budget = budget;
        this.ownership = ownership;
    }

    /**
     * Checks size, digest and diff_id, and makes the layer's tree in an empty directory.
     *
     * @param contents receives the hash of each file
     */
    public Notes unpack(BlobStream blob, Descriptor layer, Digest diffId, Fd root, ContentHashes contents) {
        Notes notes = new Notes(diffId, limits);
        read(blob, layer, diffId, bytes -> {
            // Not closed here: when the content is bad, the rest of the blob is still to be hashed.
            LayerTar tar = new LayerTar(bytes, limits, Subject.layer(diffId), EntryReader.MAX_ID);
            try (LayerTree tree = new LayerTree(root, diffId, notes, ownership, limits, contents)) {
                for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                    budget.addEntry(diffId);
                    tree.add(entry.get(), tar);
                }
                tar.drain();
                if (!tar.hasEndMark()) {
                    notes.add(EntryPath.ROOT, UnpackNote.Kind.END_MARK_MISSING, "after the last entry");
                }
                tree.finish();
            }
        });
        return notes;
    }

    /** Checks size, digest and diff_id only, for a layer whose tree is there already. */
    public void verify(BlobStream blob, Descriptor layer, Digest diffId) {
        read(blob, layer, diffId, TarBytes::drain);
    }

    @FunctionalInterface
    private interface Consumer {
        void consume(TarBytes tar) throws IOException;
    }

    private void read(BlobStream blob, Descriptor layer, Digest diffId, Consumer consumer) {
        limits.check(Limit.BLOB_BYTES, layer.size(), "cannot use the layer", layer.digest());
        MessageDigest hash = Digest.sha256();
        // Hashed where it is inflated: making the files takes longer than inflating, so that thread has the time.
        try (InputStream plain = new DigestInputStream(decompress(blob, layer), hash);
                ReadAhead ahead = new ReadAhead(plain, blob::count)) {
            TarBytes tar = new TarBytes(ahead, budget, limits, diffId);
            consume(blob, ahead, tar, consumer);
            ahead.stop();
            blob.verify();
            Digest actual = Digest.ofHash(hash.digest());
            if (!actual.equals(diffId)) {
                throw ImageFault.DIFF_ID.at(
                        "cannot use the layer",
                        layer.digest(),
                        "its content has the diff_id " + actual + ", not " + diffId);
            }
        } catch (IOException e) {
            throw ImageFault.READ.at("cannot read the layer", layer.digest(), String.valueOf(e.getMessage()), e);
        }
    }

    /** When the content is bad, the first question is whether these are the right bytes at all. */
    private static void consume(BlobStream blob, ReadAhead ahead, TarBytes tar, Consumer consumer) throws IOException {
        try {
            consumer.consume(tar);
        } catch (ImmureException e) {
            if (e.fault().code().kind() == FaultKind.INPUT) {
                ahead.stop();
                blob.verify();
            }
            throw e;
        }
    }

    private static InputStream decompress(BlobStream blob, Descriptor layer) {
        return switch (LayerCompression.of(layer)) {
            case NONE -> blob;
            case GZIP -> new GzipMember(blob, layer.digest());
            case ZSTD -> new ZstdFrame(blob, layer.digest());
        };
    }
}
