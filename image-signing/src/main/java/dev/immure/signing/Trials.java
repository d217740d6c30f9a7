package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigningFault;

/**
 * Counts how often an authority is tried on a signature: few formats say who signed, and whoever attaches signatures
 * decides how many there are.
 */
final class Trials {
    /** About one second of the slowest curve. */
    private static final int MAX = 2000;
    /** Hashing so much takes longer than a signature. */
    private static final long UNIT = 1 << 20;

    private long left = MAX;

    /**
     * @param size of what is signed: a large one counts for as many as it has MiB
     * @throws ImmureException with LIMIT when there have been too many
     */
    void next(String on, long size) {
        long cost = 1 + size / UNIT;
        if (left < cost) {
            throw new ImmureException(new Fault(
                    SigningFault.LIMIT,
                    "cannot verify signatures of",
                    on,
                    "they would need more than " + MAX + " trials of keys, or as many MiB",
                    "Remove signatures that do not count, or keys that are not needed"));
        }
        left -= cost;
    }
}
