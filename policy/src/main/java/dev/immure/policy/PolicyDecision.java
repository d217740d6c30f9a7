package dev.immure.policy;

import dev.immure.core.image.Digest;
import dev.immure.core.plan.LaunchPermit;
import java.util.List;

/** The answer of the decision point, with all that explains it. */
public sealed interface PolicyDecision {
    /** 128 random bits, 32 hexadecimal digits. */
    String decisionId();

    /** Digest of the policy that decided. */
    Digest policy();

    /** Rules that fired, by salience and then by name; empty when the evaluation failed. */
    List<FiredRule> rules();

    List<Reason> warnings();

    /** Whether the rules were not asked, as they had answered to the same facts before. */
    boolean recalled();

    /** Denials of rules that waivers lifted: neither reasons nor warnings, and never nothing. */
    List<Waived> waived();

    /** Waivers that are not in force and would have lifted a denial; with the denials, which stand. */
    List<Waived> lapsed();

    /**
     * The launch may go ahead.
     *
     * @param obligations merged: the strictest of each kind
     * @param reasons what the permitting rules said
     * @param permit for this image and this policy alone
     */
    record Permit(
            String decisionId,
            Digest policy,
            List<FiredRule> rules,
            List<Obligation> obligations,
            List<Reason> reasons,
            List<Reason> warnings,
            List<Waived> waived,
            boolean recalled,
            LaunchPermit permit)
            implements PolicyDecision {
        public Permit {
            waived = List.copyOf(waived);
            rules = List.copyOf(rules);
            obligations = List.copyOf(obligations);
            reasons = List.copyOf(reasons);
            warnings = List.copyOf(warnings);
        }

        /** Had one been needed, there would be no permit. */
        @Override
        public List<Waived> lapsed() {
            return List.of();
        }
    }

    /**
     * The launch is refused.
     *
     * @param reasons at least one: every rule that denies, or what the decision point denies by itself
     */
    record Deny(
            String decisionId,
            Digest policy,
            List<FiredRule> rules,
            List<Reason> reasons,
            List<Reason> warnings,
            List<Waived> waived,
            List<Waived> lapsed,
            boolean recalled)
            implements PolicyDecision {
        /** Where no waiver has to do with it. */
        public Deny(
                String decisionId, Digest policy, List<FiredRule> rules, List<Reason> reasons, List<Reason> warnings) {
            this(decisionId, policy, rules, reasons, warnings, List.of(), List.of(), false);
        }

        public Deny {
            waived = List.copyOf(waived);
            lapsed = List.copyOf(lapsed);
            rules = List.copyOf(rules);
            reasons = List.copyOf(reasons);
            warnings = List.copyOf(warnings);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a denial has a reason");
            }
        }
    }
}
