package dev.immure.policy.test;

import java.util.List;

/**
 * What scenarios noticed of the changes of the rules.
 *
 * @param all number of changes
 * @param survivors those that no scenario noticed
 * @param untried those for which there was no time
 */
public record MutationReport(int all, List<Mutation> survivors, List<Mutation> untried) {
    private static final int HUNDRED = 100;

    public MutationReport {
        survivors = List.copyOf(survivors);
        untried = List.copyOf(untried);
    }

    public int killed() {
        return all - survivors.size() - untried.size();
    }

    /** Changes noticed, in whole per cent of all, rounded down; what was not tried was not noticed. */
    public int percent() {
        return all == 0 ? HUNDRED : (int) ((long) killed() * HUNDRED / all);
    }
}
