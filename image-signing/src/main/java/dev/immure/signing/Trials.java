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

    private int left = MAX;

    /** @throws ImmureException with LIMIT when there have been too many */
    void next(String on) {
        if (left == 0) {
            throw new ImmureException(new Fault(
                    SigningFault.LIMIT,
                    "cannot verify signatures of",
                    on,
                    "they would need more than " + MAX + " trials of keys",
                    "Remove signatures that do not count, or keys that are not needed"));
        }
        left--;
    }
}
