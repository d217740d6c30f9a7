package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.layer.BlobStream;
import java.io.IOException;
import java.io.OutputStream;

/** Copies blobs of a source into a stage: each checked against its descriptor, and none that is there already. */
final class BlobCopier {
    private final StoreDirectory store;
    private final Stage stage;
    private final ImageSource source;
    private final Limits limits;
    private long attached;

    BlobCopier(StoreDirectory store, Stage stage, ImageSource source, Limits limits) {
        this.store = store;
        this.stage = stage;
        this.source = source;
        this.limits = limits;
    }

    /** A manifest, index or configuration: also returned. */
    byte[] document(Descriptor document) {
        byte[] bytes = source.read(document, limits.getInt(Limit.MANIFEST_BYTES));
        if (!has(document)) {
            stage.addBlob(bytes);
        }
        return bytes;
    }

    /** A blob of something attached; all of an image's together are bounded. */
    void attachment(Descriptor blob) {
        limits.check(Limit.ATTACHMENT_BYTES, blob.size(), "cannot import the attachment", blob.digest());
        attached += blob.size();
        limits.check(Limit.ATTACHED_BYTES, attached, "cannot import the attachment", blob.digest());
        if (has(blob)) {
            return;
        }
        Stage.NewBlob copy = stage.newBlob();
        try (copy;
                BlobStream stream = new BlobStream(source.open(blob), blob, copy.out())) {
            stream.transferTo(OutputStream.nullOutputStream());
            stream.verify();
        } catch (IOException e) {
            throw store.failed("cannot copy the blob " + blob.digest() + " into", e);
        }
        copy.accept(blob.digest());
    }

    private boolean has(Descriptor blob) {
        return stage.hasBlob(blob.digest())
                || store.has(store.blobs(), blob.digest().hex());
    }
}
