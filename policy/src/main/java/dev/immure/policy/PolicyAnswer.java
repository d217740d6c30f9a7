package dev.immure.policy;

import java.util.List;

/**
 * What a policy says to the facts of a launch: a decision without its id and without its permit, which no two decisions share.
 *
 * @param rules that fired, by salience and then by name
 * @param obligations merged; none of a denial
 * @param reasons what the permitting rules said, or why it is denied: then at least one
 * @param waived denials that waivers lifted
 * @param lapsed waivers that are not in force and would have lifted a denial; none of a permit
 */
public record PolicyAnswer(
        boolean permitted,
        List<FiredRule> rules,
        List<Obligation> obligations,
        List<Reason> reasons,
        List<Reason> warnings,
        List<Waived> waived,
        List<Waived> lapsed) {
    public PolicyAnswer {
        rules = List.copyOf(rules);
        obligations = List.copyOf(obligations);
        reasons = List.copyOf(reasons);
        warnings = List.copyOf(warnings);
        waived = List.copyOf(waived);
        lapsed = List.copyOf(lapsed);
        if (permitted ? !lapsed.isEmpty() : reasons.isEmpty() || !obligations.isEmpty()) {
            throw new IllegalArgumentException(
                    "a denial has a reason and no obligation, a permit no waiver that lapsed");
        }
    }
}
