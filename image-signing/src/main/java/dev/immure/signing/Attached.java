package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.CheckLog;

/** One thing attached to an image that claims to be somebody's statement about it; one kind for each format. */
interface Attached {
    /** Names it in messages: the blob that holds it. */
    Digest blob();

    /** The manifest that it is attached by. */
    Digest manifest();

    /** The image or index that it is attached to, and hence must be about. */
    Digest subject();

    /**
     * Reads what it says. Nothing is true of it yet.
     *
     * @throws dev.immure.core.ImmureException with the fault of the step that failed
     */
    Claim claim(CheckLog checks);

    /** Whether signatures of this format can be this authority's at all. */
    boolean isFor(Authority authority);

    /** Bytes that finding out about one authority goes through; known after {@link #claim}. */
    long size();

    /**
     * Finds out whether the authority made it. Called after {@link #claim}.
     *
     * @throws dev.immure.core.ImmureException when it did not, with the fault of the step that failed
     */
    Proof prove(Authority authority, VerificationTime time, CheckLog checks);
}
