package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.layer.BlobStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** The files of an OCI image layout (image-spec, image-layout.md), wherever they lie. Closing gives the place back. */
interface LayoutFiles extends AutoCloseable {
    String INDEX = "index.json";
    String MARKER = "oci-layout";

    /** A regular file and its size; the stream is the caller's to close. */
    record Found(InputStream stream, long size) {}

    /** Empty when there is no such file; anything but a regular file is refused. */
    Optional<Found> find(String path);

    /** For messages: what the user named. */
    String name();

    @Override
    void close();

    static String blobPath(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }

    /** A whole file that no descriptor speaks for. */
    default Optional<byte[]> readPlain(String path, Limits limits) {
        return find(path).map(found -> {
            try (InputStream stream = found.stream()) {
                limits.check(Limit.MANIFEST_BYTES, found.size(), "cannot read " + path + " of", name());
                return stream.readNBytes(limits.getInt(Limit.MANIFEST_BYTES));
            } catch (IOException e) {
                throw ImageFault.READ.at("cannot read", path + " of " + name(), String.valueOf(e.getMessage()), e);
            }
        });
    }

    /** The raw bytes of a blob, its size compared with the descriptor already. */
    default InputStream openBlob(Descriptor blob) {
        return openBlob(blob, blobPath(blob.digest()));
    }

    /** The same, of a blob that lies elsewhere. */
    default InputStream openBlob(Descriptor blob, String path) {
        Found found = find(path)
                .orElseThrow(() ->
                        ImageFault.BLOB_MISSING.at("cannot use the blob", blob.digest(), "it is not in " + name()));
        if (found.size() != blob.size()) {
            closeQuietly(found.stream());
            throw ImageFault.BLOB_SIZE.at(
                    "cannot use the blob",
                    blob.digest(),
                    "it has " + found.size() + " bytes, its descriptor says " + blob.size());
        }
        return found.stream();
    }

    /** A whole blob of at most {@code limit} bytes, checked. */
    default byte[] readBlob(Descriptor blob, int limit) {
        return readBlob(blob, limit, blobPath(blob.digest()));
    }

    /** The same, of a blob that lies elsewhere. */
    default byte[] readBlob(Descriptor blob, int limit, String path) {
        if (blob.size() > limit) {
            throw ImageFault.BLOB_TOO_LARGE.at(
                    "cannot read the blob", blob.digest(), blob.size() + " bytes are more than the limit of " + limit);
        }
        try (BlobStream stream = new BlobStream(openBlob(blob, path), blob, OutputStream.nullOutputStream())) {
            byte[] content = stream.readNBytes((int) blob.size());
            stream.verify();
            return content;
        } catch (IOException e) {
            throw ImageFault.READ.at("cannot read the blob", blob.digest(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void closeQuietly(InputStream stream) {
        try (stream) {
            // Only opened to learn its size.
        } catch (IOException e) {
            throw new AssertionError("closing a descriptor that was only read does no I/O", e);
        }
    }
}
