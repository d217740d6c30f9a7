package dev.immure.core.image.store;

import dev.immure.core.image.Digest;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.image.UnpackedLayer;
import dev.immure.core.image.tree.TreeRecord;
import dev.immure.core.internal.kernel.Fd;
import java.util.List;

/**
 * The layers of an image, ready to be mounted. While it is open, {@link ContentStore#gc} leaves them alone; so does it
 * when the process has died, by then nobody uses them.
 */
public final class UnpackedImage implements AutoCloseable {
    private final List<UnpackedLayer> layers;
    private final List<UnpackNote> notes;
    private final long notesOmitted;
    private final List<Fd> leases;

    UnpackedImage(List<UnpackedLayer> layers, List<UnpackNote> notes, long notesOmitted, List<Fd> leases) {
        this.layers = List.copyOf(layers);
        this.notes = List.copyOf(notes);
        this.notesOmitted = notesOmitted;
        this.leases = List.copyOf(leases);
    }

    /**
     * Bottom first. Layers beneath one whose root is opaque are left out: overlayfs does not look at that mark on the
     * root of a layer.
     */
    public List<UnpackedLayer> layers() {
        return layers;
    }

    /**
     * Stands for all that the image puts into a sandbox: the root of a Merkle tree (RFC 6962, section 2.1) whose leaves are the
     * roots of the layers, 32 bytes each, bottom first.
     */
    public Digest root() {
        return TreeRecord.rootOf(layers.stream().map(UnpackedLayer::root).toList());
    }

    /** What was not taken over as it was; also of layers unpacked by an earlier run. */
    public List<UnpackNote> notes() {
        return notes;
    }

    /** How many notes were not kept ({@link dev.immure.core.image.Limit#NOTES} per layer). */
    public long notesOmitted() {
        return notesOmitted;
    }

    @Override
    public void close() {
        leases.forEach(Fd::close);
    }
}
