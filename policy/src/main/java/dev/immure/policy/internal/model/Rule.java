package dev.immure.policy.internal.model;

import java.util.List;

/**
 * One rule. Its alternatives ({@code or}) are written out as branches: the rule fires once for every match of every
 * branch, as it does in Drools.
 *
 * @param at where it was written; not part of what the policy digest covers
 * @param salience order of firing and of reasons, higher first; never changes the outcome
 * @param metadata changes no decision; part of what the policy digest covers
 * @param branches at least one
 * @param actions at least one
 */
public record Rule(
        String name,
        SourceLine at,
        int salience,
        InForce inForce,
        RuleMetadata metadata,
        List<Branch> branches,
        List<Action> actions) {
    public Rule {
        branches = List.copyOf(branches);
        actions = List.copyOf(actions);
        if (branches.isEmpty() || actions.isEmpty()) {
            throw new IllegalArgumentException("a rule has a branch and an action");
        }
    }

    /**
     * Whether this rule fires only for facts of {@code type} whose {@code field} holds {@code value}, and says so by
     * name: in every branch a positive pattern compares the field with the literal by {@code ==} or lists it in
     * {@code in}, not inside an {@code ||} or a negation.
     */
    public boolean names(String type, String field, String value) {
        return branches.stream().allMatch(branch -> branch.names(type, field, value));
    }
}
