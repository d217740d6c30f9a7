package dev.immure.core.image.layer;

import dev.immure.core.image.Digest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;

/** What the layers of one image may still use, all together. */
public final class Budget {
    private final Limits limits;
    private long bytes;
    private long entries;

    public Budget(Limits limits) {
        this.limits = limits;
    }

    void addBytes(long count, Digest layer) {
        bytes += count;
        limits.check(Limit.UNPACKED_BYTES, bytes, "cannot unpack the layer", layer);
    }

    void addEntry(Digest layer) {
        entries++;
        limits.check(Limit.ENTRIES, entries, "cannot unpack the layer", layer);
    }
}
