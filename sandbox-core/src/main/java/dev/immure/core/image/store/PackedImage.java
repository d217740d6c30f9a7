package dev.immure.core.image.store;

import dev.immure.core.image.pack.PackNote;
import java.util.List;

/** An image made from a root file system, and what of that is not in it. */
public record PackedImage(StoredImage image, List<PackNote> notes) {
    public PackedImage {
        notes = List.copyOf(notes);
    }
}
