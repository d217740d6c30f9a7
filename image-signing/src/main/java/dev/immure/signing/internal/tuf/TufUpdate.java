package dev.immure.signing.internal.tuf;

import java.time.Instant;

/** The outcome of an update in which everything held. */
public final class TufUpdate {
    private final byte[] content;
    private final Accepted accepted;
    private final Instant expires;

    TufUpdate(byte[] content, Accepted accepted, Instant expires) {
        this.content = content;
        this.accepted = accepted;
        this.expires = expires;
    }

    /** The target file. */
    public byte[] content() {
        return content.clone();
    }

    /** To be kept for the next update. */
    public Accepted accepted() {
        return accepted;
    }

    /** When the repository's newest statement expires: until then nothing newer need exist. */
    public Instant expires() {
        return expires;
    }
}
