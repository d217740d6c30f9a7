package dev.immure.policy;

import dev.immure.core.Fault;
import java.util.List;

/** What became of the text of a policy. */
public sealed interface PolicyCompilation {
    /** All of it was understood. */
    record Compiled(PolicyBundle bundle) implements PolicyCompilation {}

    /**
     * Something in it was not, so nothing of it may be used.
     *
     * @param faults every fault found, in the order of files and lines; {@code on} is {@code file:line}
     */
    record Rejected(List<Fault> faults) implements PolicyCompilation {
        public Rejected {
            faults = List.copyOf(faults);
        }
    }
}
