package dev.immure.policy.audit;

import dev.immure.policy.Obligation;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.Reason;
import dev.immure.policy.Waived;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a policy said, recorded or anew.
 *
 * @param permitted whether the launch may go ahead
 * @param reasons why
 * @param obligations such as {@code cap-memory 1048576}; none of a denial
 * @param rules names of the rules that fired
 * @param waived names of the waivers that lifted a denial: a permit with one is not as good as one without
 */
public record Outcome(
        boolean permitted, List<Reason> reasons, List<String> obligations, List<String> rules, List<String> waived) {
    public Outcome {
        waived = List.copyOf(waived);
        reasons = List.copyOf(reasons);
        obligations = List.copyOf(obligations);
        rules = List.copyOf(rules);
    }

    /** Of a decision. */
    public static Outcome of(PolicyDecision decision) {
        List<String> rules =
                decision.rules().stream().map(rule -> rule.rule()).distinct().toList();
        List<String> waived =
                decision.waived().stream().map(Waived::waiver).distinct().toList();
        return switch (decision) {
            case PolicyDecision.Permit permit ->
                new Outcome(
                        true,
                        permit.reasons(),
                        permit.obligations().stream().map(Outcome::text).toList(),
                        rules,
                        waived);
            case PolicyDecision.Deny deny -> new Outcome(false, deny.reasons(), List.of(), rules, waived);
        };
    }

    private static String text(Obligation obligation) {
        return (obligation.kind() + " " + obligation.value()).strip();
    }

    /** {@code permit} or {@code deny}. */
    public String word() {
        return permitted ? "permit" : "deny";
    }

    /**
     * Whether it means the same for whoever asks as another one: the same answer, with the same obligations and waivers,
     * and a denial for reasons of the same codes. Which rule permits, what rules are called and the words of reasons make
     * no difference.
     */
    boolean says(Outcome other) {
        return permitted == other.permitted && meaning().equals(other.meaning());
    }

    /** What tells it from another one of the same answer, in words for people. */
    Set<String> meaning() {
        Set<String> words = new LinkedHashSet<>();
        if (!permitted) {
            words.addAll(codes());
        }
        words.addAll(obligations);
        waived.forEach(waiver -> words.add("waiver " + waiver));
        return words;
    }

    /** Codes of the reasons, each once. */
    public List<String> codes() {
        return reasons.stream().map(Reason::code).distinct().toList();
    }
}
