package dev.immure.signing.internal.notation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The protected header of an envelope, whichever its format. A value of another type than asked for is a fault. */
interface SignedHeader {
    /** The names of the critical attributes, as they stand there. */
    List<String> critical();

    boolean has(String name);

    Optional<String> text(String name);

    Optional<Instant> time(String name);
}
