package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Element;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Picks the facts that can matter, so that Drools is given no others: most facts of a decision are of interest to no rule
 * that can still match, and to insert one costs as much as many conditions.
 *
 * <p>A branch can match only if for each of its positive patterns some fact passes the conditions that look at that fact
 * alone. A fact matters if it passes those of a pattern of such a branch, {@code not} and {@code exists} included. What is
 * left out would have ended at a node of the network without a tuple; the differential test holds both against
 * compiled DRL.
 */
final class Selection {
    private final Screens screens;
    private final Needs[] branches;

    private Selection(Screens screens, Needs[] branches) {
        this.screens = screens;
        this.branches = branches;
    }

    /**
     * What a branch needs.
     *
     * @param facts screens that some fact must pass each
     * @param all screens of all its patterns
     * @param absent for each {@code not} whose patterns ask nothing but screens: what would break it if all were passed
     */
    private record Needs(BitSet facts, BitSet all, List<BitSet> absent) {
        /** Adds the screens that Drools has to see passed for this branch to match, or not to match. */
        void addWanted(Screening screening, BitSet wanted) {
            if (!screening.somePass(facts)) {
                return;
            }
            for (int i = 0; i < absent.size(); i++) {
                if (screening.somePass(absent.get(i))) {
                    // The branch cannot match, as long as Drools sees why.
                    wanted.or(absent.get(i));
                    return;
                }
            }
            wanted.or(all);
        }
    }

    static Selection of(Collection<Branch> branches, Screens.Builder screens) {
        // Branches that ask for the same are one.
        Set<Needs> needs = new HashSet<>();
        branches.forEach(branch -> needs.add(needs(branch, screens)));
        return new Selection(screens.build(), needs.toArray(Needs[]::new));
    }

    private static Needs needs(Branch branch, Screens.Builder screens) {
        BitSet facts = new BitSet();
        BitSet all = new BitSet();
        List<BitSet> absent = new ArrayList<>();
        for (Element element : branch.elements()) {
            BitSet own = new BitSet();
            element.patterns().forEach(pattern -> own.set(screens.add(pattern)));
            all.or(own);
            if (!(element instanceof Element.Absent)) {
                facts.or(own);
            } else if (element.patterns().stream().allMatch(Screens::isAll)) {
                absent.add(own);
            }
        }
        return new Needs(facts, all, List.copyOf(absent));
    }

    /** Asks each fact once, and keeps those that can matter in the order given. */
    Screening of(Collection<?> facts, Budget budget) {
        Screening screening = new Screening(screens.count());
        for (Object fact : facts) {
            screening.begin(fact);
            screens.ask(fact, budget, screening);
        }
        BitSet wanted = new BitSet();
        for (Needs branch : branches) {
            branch.addWanted(screening, wanted);
        }
        screening.keep(wanted);
        return screening;
    }
}
