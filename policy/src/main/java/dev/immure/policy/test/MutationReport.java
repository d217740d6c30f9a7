package dev.immure.policy.test;

import java.util.List;

/**
 * What scenarios noticed of the changes of the rules.
 *
 * @param all number of changes
 * @param survivors those that no scenario noticed, without those that are known to be equivalent
 * @param equivalent those that nobody noticed and that the tests say are equivalent
 * @param untried those for which there was no time
 * @param stale what the tests call equivalent, and a scenario notices, or there is no such change
 */
public record MutationReport(
        int all,
        List<Mutation> survivors,
        List<Mutation> equivalent,
        List<Mutation> untried,
        List<EquivalentChanges.Entry> stale) {
    private static final int HUNDRED = 100;

    public MutationReport {
        survivors = List.copyOf(survivors);
        equivalent = List.copyOf(equivalent);
        untried = List.copyOf(untried);
        stale = List.copyOf(stale);
    }

    /** @param unnoticed by any scenario */
    static MutationReport of(
            int all, List<Mutation> unnoticed, List<Mutation> untried, List<EquivalentChanges.Entry> entries) {
        return new MutationReport(
                all,
                unnoticed.stream()
                        .filter(mutation -> !isKnown(mutation, entries))
                        .toList(),
                unnoticed.stream()
                        .filter(mutation -> isKnown(mutation, entries))
                        .toList(),
                untried,
                entries.stream()
                        .filter(entry -> unnoticed.stream().noneMatch(entry::means)
                                && untried.stream().noneMatch(entry::means))
                        .toList());
    }

    private static boolean isKnown(Mutation mutation, List<EquivalentChanges.Entry> entries) {
        return entries.stream().anyMatch(entry -> entry.means(mutation));
    }

    public int killed() {
        return all - survivors.size() - equivalent.size() - untried.size();
    }

    /** Changes noticed, in whole per cent of those that can be, rounded down; what was not tried was not noticed. */
    public int percent() {
        int possible = all - equivalent.size();
        return possible == 0 ? HUNDRED : (int) ((long) killed() * HUNDRED / possible);
    }
}
