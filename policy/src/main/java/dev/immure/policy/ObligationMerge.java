package dev.immure.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Obligations of several rules made one: of two caps the smaller, of all else the union.
 *
 * @param obligations sorted by kind and value; at most one cap of each kind
 * @param conflicts sentences about what cannot be had together; empty when all can
 */
public record ObligationMerge(List<Obligation> obligations, List<String> conflicts) {
    public ObligationMerge {
        obligations = List.copyOf(obligations);
        conflicts = List.copyOf(conflicts);
    }

    /** Pure: the order of the given obligations does not matter. */
    public static ObligationMerge of(Collection<Obligation> given) {
        TreeMap<String, Obligation> merged = new TreeMap<>();
        for (Obligation obligation : given) {
            merged.merge(key(obligation), obligation, ObligationMerge::stricter);
        }
        List<Obligation> all = List.copyOf(merged.values());
        return new ObligationMerge(all, conflicts(all));
    }

    /** Equal for two obligations of which one replaces the other. */
    private static String key(Obligation obligation) {
        return obligation instanceof Obligation.Cap ? obligation.kind() : obligation.kind() + " " + obligation.value();
    }

    /** Only called for equal keys: two caps of one kind, or twice the same. */
    private static Obligation stricter(Obligation one, Obligation other) {
        return one instanceof Obligation.Cap a && other instanceof Obligation.Cap b && b.amount() < a.amount()
                ? b
                : one;
    }

    /** Profiles have no order, so a launch cannot have two. */
    private static List<String> conflicts(List<Obligation> all) {
        List<String> profiles = all.stream()
                .filter(Obligation.UseProfile.class::isInstance)
                .map(Obligation::value)
                .toList();
        List<String> conflicts = new ArrayList<>();
        if (profiles.size() > 1) {
            conflicts.add("rules require different profiles: " + String.join(", ", profiles));
        }
        return conflicts;
    }
}
