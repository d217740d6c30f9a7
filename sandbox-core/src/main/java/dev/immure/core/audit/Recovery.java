package dev.immure.core.audit;

import dev.immure.core.image.Digest;

/**
 * What a {@code log.recovered} record says about the bytes right before it, which a crash left unfinished.
 *
 * @param tornBytes their number, counting the newline that was added to end them
 * @param torn their SHA-256
 */
record Recovery(long tornBytes, Digest torn) implements LogNote {
    static final String TYPE = "log.recovered";

    Recovery {
        if (tornBytes < 1) {
            throw new IllegalArgumentException("a crash leaves a byte at least");
        }
    }

    @Override
    public String type() {
        return TYPE;
    }
}
