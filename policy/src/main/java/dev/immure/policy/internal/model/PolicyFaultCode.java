package dev.immure.policy.internal.model;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Why a policy or its input is not accepted; one code for each cause, each with what its reader can do. */
public enum PolicyFaultCode implements FaultCode {
    // Files of a bundle.
    UNREADABLE(FaultKind.INPUT, "Name a directory of *.drl files, or one such file, that this user may read"),
    NOT_REGULAR(FaultKind.INPUT, "Put a regular file there; links and devices are not followed"),
    EMPTY(FaultKind.INPUT, "Write at least one rule in a file that ends in .drl"),
    SIZE(FaultKind.INPUT, "Split or shorten the policy"),
    RULE_COUNT(FaultKind.INPUT, "Use fewer rules; 'in (…)' compares with many values in one"),
    BUNDLE(FaultKind.INPUT, "Mend each place named"),

    // The raw text, before anything parses it.
    ENCODING(FaultKind.INPUT, "Save the file as UTF-8, normalised to NFC"),
    CONTROL(FaultKind.INPUT, "Remove the character; only line feed and tab are allowed"),
    UNICODE_ESCAPE(FaultKind.INPUT, "Write the character itself instead of a backslash and u"),
    QUOTE(FaultKind.INPUT, "Write strings between double quotes"),
    NESTING(FaultKind.INPUT, "Nest brackets less deeply"),
    SYNTAX(FaultKind.INPUT, "Write DRL as docs/policy-guide.md describes it"),
    PARSE_TIME(FaultKind.INPUT, "Simplify the file; the parser gave up on it"),

    // What DRL has and a policy has not.
    IMPORT(FaultKind.INPUT, "Import only fact types of dev.immure.policy, or nothing: they are known already"),
    FUNCTION_IMPORT(FaultKind.INPUT, "Remove the import; a policy calls no functions"),
    ACCUMULATE_IMPORT(FaultKind.INPUT, "Remove the import; a policy has no accumulate functions"),
    GLOBAL(FaultKind.INPUT, "Remove it; the one global is 'decision', and it needs no declaration"),
    FUNCTION(FaultKind.INPUT, "Remove it; a policy is data and defines no functions"),
    DECLARATION(FaultKind.INPUT, "Remove it; the facts are those of docs/policy-guide.md"),
    UNIT(FaultKind.INPUT, "Remove it; a policy has no rule units"),
    PACKAGE_ATTRIBUTE(FaultKind.INPUT, "Remove it; attributes stand in rules, and few are allowed there"),
    QUERY(FaultKind.INPUT, "Write rules; a policy has no queries"),
    RULE_NAME(FaultKind.INPUT, "Name the rule like \"IMG-001 unsigned image\": three letters, three digits, words"),
    RULE_TWICE(FaultKind.INPUT, "Give every rule of the bundle its own name"),
    EXTENDS(FaultKind.INPUT, "Repeat the conditions; rules do not inherit"),
    ATTRIBUTE(FaultKind.INPUT, "Use salience, date-effective and date-expires only"),
    SALIENCE(FaultKind.INPUT, "Give salience a whole number between -100000 and 100000"),
    DATE(FaultKind.INPUT, "Write the date like \"2026-11-23\""),
    ANNOTATION(FaultKind.INPUT, "Remove it; put what it says into the rule's name or a comment"),
    NAMED_CONSEQUENCE(FaultKind.INPUT, "Write one rule for each consequence"),
    EVAL(FaultKind.INPUT, "Compare fields of facts instead; a policy runs no code"),
    ELEMENT(FaultKind.INPUT, "Use patterns, 'and', 'or', 'not' and 'exists' only"),
    SOURCE(FaultKind.INPUT, "Match facts directly: no 'from', no entry point, no accumulate, no collect"),
    WINDOW(FaultKind.INPUT, "Remove it; facts are not events"),
    PATTERN_FORM(FaultKind.INPUT, "Write patterns like $m : MountRequest( source == \"/\", $d : destination )"),

    // Conditions.
    FACT_TYPE(FaultKind.INPUT, "Use a fact type of docs/policy-guide.md"),
    FIELD(FaultKind.INPUT, "Use a field that docs/policy-guide.md lists for this fact type"),
    CONSTRAINT(FaultKind.INPUT, "Write conditions like field == \"value\", joined by , && || and parentheses"),
    OPERATOR(FaultKind.INPUT, "Use an operator that docs/policy-guide.md lists for this kind of field"),
    LITERAL(FaultKind.INPUT, "Compare with a literal or a bound variable of the field's own kind"),
    REGEX(FaultKind.INPUT, "Use the regular expressions of docs/policy-guide.md, which match in linear time"),
    VARIABLE(FaultKind.INPUT, "Bind each variable once, to a field, before its first use and in every alternative"),
    JOIN(FaultKind.INPUT, "Join fewer patterns in one rule"),
    ALTERNATIVES(FaultKind.INPUT, "Use fewer 'or' in one rule, or write several rules"),
    WORK(FaultKind.INPUT, "Join fewer facts of which one run can have many"),

    // Consequences.
    CONSEQUENCE(
            FaultKind.INPUT, "Write statements like decision.deny(\"CODE\", \"text {}\", $value); and nothing else"),
    VERB(FaultKind.INPUT, "Use decision.deny, decision.warn, decision.permit or decision.require"),
    REASON_CODE(FaultKind.INPUT, "Use capitals, digits and hyphens, such as \"IMAGE-UNSIGNED\", not beginning POLICY-"),
    TEMPLATE(FaultKind.INPUT, "Give one variable for each {} of the text"),
    OBLIGATION(FaultKind.INPUT, "Use an obligation of docs/policy-guide.md, with its value"),

    // Facts.
    FACT_SIZE(FaultKind.INPUT, "Shorten the image's configuration or the request"),
    FACT_VALUE(FaultKind.INTERNAL, "Report this with the command line that led to it");

    private final FaultKind kind;
    private final String remedy;

    PolicyFaultCode(FaultKind kind, String remedy) {
        this.kind = kind;
        this.remedy = remedy;
    }

    @Override
    public String id() {
        return "IMM-POLICY-" + name().replace('_', '-');
    }

    @Override
    public FaultKind kind() {
        return kind;
    }

    /** One imperative sentence, without its full stop. */
    public String remedy() {
        return remedy;
    }
}
