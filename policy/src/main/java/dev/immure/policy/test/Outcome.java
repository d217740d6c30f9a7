package dev.immure.policy.test;

import dev.immure.policy.Obligation;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.Reason;
import dev.immure.policy.Waived;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** As much of a decision as scenarios speak of. */
record Outcome(
        boolean permitted,
        SortedSet<String> reasons,
        SortedSet<String> warnings,
        SortedSet<String> obligations,
        SortedSet<String> waived) {
    static Outcome of(PolicyDecision decision) {
        return switch (decision) {
            case PolicyDecision.Permit permit ->
                new Outcome(
                        true,
                        codes(permit.reasons()),
                        codes(permit.warnings()),
                        new TreeSet<>(
                                permit.obligations().stream().map(Outcome::text).toList()),
                        names(permit.waived()));
            case PolicyDecision.Deny deny ->
                new Outcome(
                        false, codes(deny.reasons()), codes(deny.warnings()), new TreeSet<>(), names(deny.waived()));
        };
    }

    private static SortedSet<String> codes(Collection<Reason> reasons) {
        return new TreeSet<>(reasons.stream().map(Reason::code).toList());
    }

    private static SortedSet<String> names(Collection<Waived> waived) {
        return new TreeSet<>(waived.stream().map(Waived::waiver).toList());
    }

    private static String text(Obligation obligation) {
        return (obligation.kind() + " " + obligation.value()).strip();
    }

    /** What is otherwise than expected, in a clause each; empty when all holds. */
    List<String> against(Expectation expected) {
        List<String> failures = new ArrayList<>();
        expected.permitted()
                .filter(wanted -> wanted != permitted)
                .ifPresent(wanted -> failures.add("the decision is " + word(permitted) + ", not " + word(wanted)));
        compare("reasons", expected.reasons(), reasons, failures);
        expected.reasonsInclude()
                .filter(wanted -> !reasons.containsAll(wanted))
                .ifPresent(wanted -> failures.add(
                        "the reasons are " + list(reasons) + ", and " + list(wanted) + " should be among them"));
        compare("warnings", expected.warnings(), warnings, failures);
        compare("obligations", expected.obligations(), obligations, failures);
        compare("waivers in use", expected.waived(), waived, failures);
        return failures;
    }

    boolean meets(Expectation expected) {
        return against(expected).isEmpty();
    }

    private static void compare(
            String what, Optional<SortedSet<String>> expected, SortedSet<String> is, List<String> failures) {
        expected.filter(wanted -> !wanted.equals(is))
                .ifPresent(wanted -> failures.add("the " + what + " are " + list(is) + ", not " + list(wanted)));
    }

    private static String word(boolean permitted) {
        return permitted ? "permit" : "deny";
    }

    private static String list(SortedSet<String> texts) {
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }
}
