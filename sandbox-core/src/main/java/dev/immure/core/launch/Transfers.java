package dev.immure.core.launch;

import dev.immure.core.plan.Copies;
import java.util.Objects;

/**
 * What is copied in and out, as the plan has it.
 *
 * @param mostBytesOut of all files that are copied out, together
 */
public record Transfers(Copies copies, long mostBytesOut) {
    private static final Transfers NONE = new Transfers(Copies.none(), 0);

    public Transfers {
        Objects.requireNonNull(copies, "copies is null");
        if (mostBytesOut < 0) {
            throw new IllegalArgumentException("the bound of what is copied out is negative");
        }
    }

    public static Transfers none() {
        return NONE;
    }
}
