package dev.immure.policy.explain;

import java.util.List;

/**
 * The single changes that would turn the decision, as far as they were looked for.
 *
 * @param changes nearest first, each at another place; empty when none was found
 * @param tried changes that were decided anew
 * @param candidates changes that the conditions of the policy suggest
 */
public record Nearest(List<Change> changes, int tried, int candidates) {
    public Nearest {
        changes = List.copyOf(changes);
    }

    /** Whether no candidate was left out. */
    public boolean isComplete() {
        return tried == candidates;
    }
}
