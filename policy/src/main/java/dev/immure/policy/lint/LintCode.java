package dev.immure.policy.lint;

import java.util.Locale;

/** What can be wrong with a policy that is read without a fault; one stable code for each, and how bad it is. */
public enum LintCode {
    /** The conditions of a rule contradict each other: it never fires. */
    UNREACHABLE(Severity.ERROR, "Remove the rule, or the condition that is meant otherwise"),
    /** A condition compares with a text that its field never holds. */
    UNKNOWN_VALUE(Severity.ERROR, "Write one of the texts that docs/policy-facts.md lists, capitals as there"),
    /** A rule ends before it begins. */
    NEVER_IN_FORCE(Severity.ERROR, "Let date-effective lie before date-expires"),
    /** A rule permits, and whenever it does another denies. */
    CONTRADICTED(Severity.ERROR, "Narrow the rule that denies, or remove the one that permits"),
    /** Another rule says the same whenever this one fires. */
    SHADOWED(Severity.WARNING, "Remove the rule, or change what it says or when"),
    /** A rule requires something, and whenever it does a rule denies. */
    OBLIGATION_WITHOUT_EFFECT(Severity.WARNING, "Remove the obligation, or the denial: what is denied is not launched"),
    /** A rule permits without looking at any signature. */
    PERMIT_WITHOUT_SIGNATURE(
            Severity.WARNING, "Ask for ImageFacts( verification == \"verified\" ) or for a SignatureFacts"),
    /** A rule is past its last day. */
    EXPIRED(Severity.WARNING, "Remove the rule, or give it another day"),
    /** A regular expression matches every text. */
    REGEX_MATCHES_ALL(Severity.WARNING, "Write what is meant, or leave the condition out"),
    /** A waiver is past its last day. */
    WAIVER_EXPIRED(Severity.WARNING, "Remove the waiver"),
    /** A waiver is soon past its last day. */
    WAIVER_EXPIRING(Severity.WARNING, "Mend what it allows, or have it renewed"),
    /** No scenario makes a rule fire. */
    UNTESTED(Severity.WARNING, "Write a scenario in which the rule fires: docs/policy-testing.md");

    /** How bad a finding is. */
    public enum Severity {
        /** The policy does not say what its author means. */
        ERROR,
        /** It may. */
        WARNING
    }

    private final Severity severity;
    private final String remedy;

    LintCode(Severity severity, String remedy) {
        this.severity = severity;
        this.remedy = remedy;
    }

    public String id() {
        return "LINT-" + name().replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /** {@code error} or {@code warning}. */
    public String severityWord() {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    /** One imperative sentence, without its full stop. */
    public String remedy() {
        return remedy;
    }
}
