package dev.immure.core.image.layer;

import dev.immure.core.image.Digest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The uncompressed bytes of a layer, stopped when they grow beyond the limits: a chunk at a time, before it is used. */
final class TarBytes extends InputStream {
    private final ReadAhead in;
    private final Budget budget;
    private final Limits limits;
    private final Digest layer;
    private byte[] chunk = {};
    private int position;
    private int limit;
    private long count;

    TarBytes(ReadAhead in, Budget budget, Limits limits, Digest layer) {
        this.in = in;
        this.budget = budget;
        this.limits = limits;
        this.layer = layer;
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int got = Math.min(length, limit - position);
        System.arraycopy(chunk, position, into, offset, got);
        position += got;
        return got;
    }

    /** Reads what is left. */
    void drain() throws IOException {
        while (fill()) {
            position = limit;
        }
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        Optional<ReadAhead.Chunk> next = in.next();
        next.ifPresent(this::take);
        return next.isPresent();
    }

    private void take(ReadAhead.Chunk next) {
        chunk = next.bytes();
        position = 0;
        limit = next.length();
        count += limit;
        budget.addBytes(limit, layer);
        checkRatio(next.sourceCount());
    }

    /** A bomb is told by its ratio long before it reaches the total. */
    private void checkRatio(long compressed) {
        boolean free = count <= limits.get(Limit.RATIO_FREE_BYTES);
        if (!free && count / limits.get(Limit.RATIO) > compressed) {
            throw limits.exceeded(Limit.RATIO, "cannot unpack the layer", layer, count + " bytes out of " + compressed);
        }
    }
}
