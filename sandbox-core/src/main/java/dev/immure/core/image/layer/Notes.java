package dev.immure.core.image.layer;

import dev.immure.core.image.Digest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.UnpackNote;
import java.util.ArrayList;
import java.util.List;

/** Collects what was changed in one layer: the first ones whole, the rest as a count. */
public final class Notes {
    private final Digest layer;
    private final long limit;
    private final List<UnpackNote> kept = new ArrayList<>();
    private long omitted;

    public Notes(Digest layer, Limits limits) {
        this.layer = layer;
        this.limit = limits.get(Limit.NOTES);
    }

    void add(EntryPath path, UnpackNote.Kind kind, String detail) {
        if (kept.size() < limit) {
            kept.add(new UnpackNote(layer, path.toString(), kind, detail));
        } else {
            omitted++;
        }
    }

    public List<UnpackNote> kept() {
        return List.copyOf(kept);
    }

    /** How many more there were. */
    public long omitted() {
        return omitted;
    }
}
