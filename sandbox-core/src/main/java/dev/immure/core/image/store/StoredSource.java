package dev.immure.core.image.store;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.ResolvedImage;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** An image of the store itself: its layers were checked when they came in, and nobody else can write there. */
final class StoredSource implements ImageSource {
    private final ContentStore store;
    private final LayoutSource layout;

    StoredSource(ContentStore store, LayoutSource layout) {
        this.store = store;
        this.layout = layout;
    }

    boolean isOf(ContentStore other) {
        return store.equals(other);
    }

    @Override
    public ResolvedImage image() {
        return layout.image();
    }

    @Override
    public Optional<Descriptor> tagged(String tag) {
        return layout.tagged(tag);
    }

    @Override
    public List<Descriptor> referrers(Digest subject) {
        return layout.referrers(subject);
    }

    @Override
    public List<byte[]> looseSignatures() {
        return layout.looseSignatures();
    }

    @Override
    public byte[] read(Descriptor blob, int limit) {
        return layout.read(blob, limit);
    }

    @Override
    public InputStream open(Descriptor blob) {
        return layout.open(blob);
    }

    @Override
    public void close() {
        layout.close();
    }
}
