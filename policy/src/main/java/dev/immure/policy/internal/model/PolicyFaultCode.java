package dev.immure.policy.internal.model;

import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;

/** Why a policy or its input is not accepted; one code for each cause, each with what its reader can do. */
public enum PolicyFaultCode implements FaultCode {
    // Files of a bundle.
    /** The policy cannot be read. */
    UNREADABLE(FaultKind.INPUT, "Name a directory of *.drl files, or one such file, that this user may read"),
    /** A file of the policy is a link, a device or a directory. */
    NOT_REGULAR(FaultKind.INPUT, "Put a regular file there; links and devices are not followed"),
    /** Somebody else than root and this user may change the policy, or a directory on the way to it. */
    PERMISSIONS(
            FaultKind.INPUT, "Take the right away (chmod go-w), or use a copy that belongs to this user or to root"),
    /** The policy has no rule. */
    EMPTY(FaultKind.INPUT, "Write at least one rule in a file that ends in .drl"),
    /** The policy, or a file of it, is larger than is read, or has too many files. */
    SIZE(FaultKind.INPUT, "Split or shorten the policy"),
    /** The policy has more rules than are read. */
    RULE_COUNT(FaultKind.INPUT, "Use fewer rules; 'in (…)' compares with many values in one"),
    /** The policy has several faults; all are listed. */
    BUNDLE(FaultKind.INPUT, "Mend each place named"),

    /** The bytes are not the canonical form of a policy. */
    DATA(FaultKind.INPUT, "Use the form that this version of Immure wrote, or the rules themselves"),

    // What stands beside the rules.
    /** A file is called nearly as policy.yaml or waivers.yaml, and would not be read. */
    FILE_NAME(FaultKind.INPUT, "Call it policy.yaml or waivers.yaml"),
    /** The manifest policy.yaml is not in order. */
    MANIFEST(FaultKind.INPUT, "Write policy.yaml as docs/policy-guide.md describes it"),
    /** The manifest builds on a policy that does not come with this version of Immure. */
    BASE(FaultKind.INPUT, "Name a policy that comes with Immure, or write all rules"),
    /** A pattern reads a parameter and does not say which. */
    PARAMETER(FaultKind.INPUT, "Write Parameter( name == \"max-memory\", $max : bytes )"),
    /** A rule reads a parameter that the policy does not give. */
    PARAMETER_UNKNOWN(FaultKind.INPUT, "Give the parameter in policy.yaml, or mend its name in the rule"),
    /** A parameter is not of the kind as which a rule reads it. */
    PARAMETER_KIND(FaultKind.INPUT, "Write the parameter in the form that the rule reads"),
    /** No rule reads a parameter that the policy gives. */
    PARAMETER_UNUSED(FaultKind.INPUT, "Remove the parameter, or mend its name: nothing follows from it"),

    /** The waivers in waivers.yaml are not in order. */
    WAIVER(FaultKind.INPUT, "Write waivers.yaml as docs/policy-guide.md describes it"),
    /** A waiver is about a rule or a code that the policy does not have, or that does not deny. */
    WAIVER_UNUSED(FaultKind.INPUT, "Remove the waiver, or mend what it is about: nothing follows from it"),

    // The raw text, before anything parses it.
    /** A file is not UTF-8 in normal form NFC. */
    ENCODING(FaultKind.INPUT, "Save the file as UTF-8, normalised to NFC"),
    /** A file contains a control or invisible character. */
    CONTROL(FaultKind.INPUT, "Remove the character; only line feed and tab are allowed"),
    /** A file contains a Unicode escape, which can hide code in a name. */
    UNICODE_ESCAPE(FaultKind.INPUT, "Write the character itself instead of a backslash and u"),
    /** A string is not between double quotes, or is not closed. */
    QUOTE(FaultKind.INPUT, "Write strings between double quotes"),
    /** Brackets are nested too deeply. */
    NESTING(FaultKind.INPUT, "Nest brackets less deeply"),
    /** The text is not DRL. */
    SYNTAX(FaultKind.INPUT, "Write DRL as docs/policy-guide.md describes it"),
    /** The parser was not through in time. */
    PARSE_TIME(FaultKind.INPUT, "Simplify the file; the parser gave up on it"),

    // Decision tables.
    /** A table has not the form of tables. */
    TABLE_FORM(FaultKind.INPUT, "Write the table as docs/decision-tables.md describes it"),
    /** A column of a table has no heading that is known, or one is missing. */
    TABLE_COLUMN(FaultKind.INPUT, "Head columns as docs/decision-tables.md lists them"),
    /** A cell of a table does not hold what its column wants. */
    TABLE_CELL(FaultKind.INPUT, "Write into the cell what docs/decision-tables.md wants under this heading"),
    /** A cell of a table holds a formula, or what a spreadsheet would take for one. */
    TABLE_FORMULA(FaultKind.INPUT, "Replace it by the value itself; tables are read, never computed"),
    /** A workbook is no archive as workbooks are, or has two readings. */
    TABLE_ARCHIVE(FaultKind.INPUT, "Save the workbook again as *.xlsx, or write the table as CSV"),
    /** A part of a workbook is not the XML that it should be. */
    TABLE_XML(FaultKind.INPUT, "Save the workbook again as *.xlsx, or write the table as CSV"),
    /** A workbook holds macros, links or other things that act. */
    TABLE_ACTIVE(FaultKind.INPUT, "Keep the cells alone: no macros, links, pictures, comments or pivot tables"),
    /** A workbook hides a sheet, a row, a column or a cell. */
    TABLE_HIDDEN(FaultKind.INPUT, "Show it or remove it; what nobody sees decides nothing"),

    // What DRL has and a policy has not.
    /** An import of something else than a fact type. */
    IMPORT(FaultKind.INPUT, "Import only fact types of dev.immure.policy, or nothing: they are known already"),
    /** An import of a function. */
    FUNCTION_IMPORT(FaultKind.INPUT, "Remove the import; a policy calls no functions"),
    /** An import of an accumulate function. */
    ACCUMULATE_IMPORT(FaultKind.INPUT, "Remove the import; a policy has no accumulate functions"),
    /** A global other than {@code decision}. */
    GLOBAL(FaultKind.INPUT, "Remove it; the one global is 'decision', and it needs no declaration"),
    /** A function is defined. */
    FUNCTION(FaultKind.INPUT, "Remove it; a policy is data and defines no functions"),
    /** A type, a window or an entry point is declared. */
    DECLARATION(FaultKind.INPUT, "Remove it; the facts are those of docs/policy-guide.md"),
    /** A rule unit is named. */
    UNIT(FaultKind.INPUT, "Remove it; a policy has no rule units"),
    /** An attribute stands outside of a rule. */
    PACKAGE_ATTRIBUTE(FaultKind.INPUT, "Remove it; attributes stand in rules, and few are allowed there"),
    /** A query is defined. */
    QUERY(FaultKind.INPUT, "Write rules; a policy has no queries"),
    /** The name of a rule has not the form of rule names. */
    RULE_NAME(FaultKind.INPUT, "Name the rule like \"IMG-001 unsigned image\": three letters, three digits, words"),
    /** Two rules have one name. */
    RULE_TWICE(FaultKind.INPUT, "Give every rule of the bundle its own name"),
    /** A rule inherits from another. */
    EXTENDS(FaultKind.INPUT, "Repeat the conditions; rules do not inherit"),
    /** A rule has an attribute that policies do not have. */
    ATTRIBUTE(FaultKind.INPUT, "Use salience, date-effective and date-expires only"),
    /** A salience is no whole number, or too large. */
    SALIENCE(FaultKind.INPUT, "Give salience a whole number between -100000 and 100000"),
    /** A date is not in the form of dates. */
    DATE(FaultKind.INPUT, "Write the date like \"2026-11-23\""),
    /** An annotation is none of those that rules may have, stands at a pattern, or has not the form of its kind. */
    ANNOTATION(
            FaultKind.INPUT,
            "Write @control(\"CIS-DOCKER-1.6.0-4.1\"), @owner(\"…\") or @description(\"…\") after the rule's name, and no other"),
    /** A rule has a consequence with a name. */
    NAMED_CONSEQUENCE(FaultKind.INPUT, "Write one rule for each consequence"),
    /** A rule would run code in a condition. */
    EVAL(FaultKind.INPUT, "Compare fields of facts instead; a policy runs no code"),
    /** A condition is of a kind that policies do not have. */
    ELEMENT(FaultKind.INPUT, "Use patterns, 'and', 'or', 'not' and 'exists' only"),
    /** A pattern takes its facts from somewhere else than the facts of the run. */
    SOURCE(FaultKind.INPUT, "Match facts directly: no 'from', no entry point, no accumulate, no collect"),
    /** A pattern looks through a window. */
    WINDOW(FaultKind.INPUT, "Remove it; facts are not events"),
    /** A pattern has not the form of patterns. */
    PATTERN_FORM(FaultKind.INPUT, "Write patterns like $m : MountRequest( source == \"/\", $d : destination )"),

    // Conditions.
    /** A pattern names a type that is no fact. */
    FACT_TYPE(FaultKind.INPUT, "Use a fact type of docs/policy-guide.md"),
    /** A condition names a field that its fact does not have. */
    FIELD(FaultKind.INPUT, "Use a field that docs/policy-guide.md lists for this fact type"),
    /** A condition is not in the grammar of conditions. */
    CONSTRAINT(FaultKind.INPUT, "Write conditions like field == \"value\", joined by , && || and parentheses"),
    /** An operator does not go with the kind of its field. */
    OPERATOR(FaultKind.INPUT, "Use an operator that docs/policy-guide.md lists for this kind of field"),
    /** A value is not of the kind of the field it is compared with. */
    LITERAL(FaultKind.INPUT, "Compare with a literal or a bound variable of the field's own kind"),
    /** A regular expression is not of the kind that matches in linear time, or is too large. */
    REGEX(FaultKind.INPUT, "Use the regular expressions of docs/policy-guide.md, which match in linear time"),
    /** A variable is bound twice, too late, or not in every alternative. */
    VARIABLE(FaultKind.INPUT, "Bind each variable once, to a field, before its first use and in every alternative"),
    /** A rule joins too many patterns. */
    JOIN(FaultKind.INPUT, "Join fewer patterns in one rule"),
    /** A rule has too many alternatives. */
    ALTERNATIVES(FaultKind.INPUT, "Use fewer 'or' in one rule, or write several rules"),
    /** A rule, or the policy, could make too many comparisons in the worst case. */
    WORK(FaultKind.INPUT, "Join fewer facts of which one run can have many"),

    // Consequences.
    /** A consequence is something else than calls on {@code decision}. */
    CONSEQUENCE(
            FaultKind.INPUT, "Write statements like decision.deny(\"CODE\", \"text {}\", $value); and nothing else"),
    /** A consequence calls something that {@code decision} does not have. */
    VERB(FaultKind.INPUT, "Use decision.deny, decision.warn, decision.permit or decision.require"),
    /** The code of a reason has not the form of such codes, or is kept for Immure. */
    REASON_CODE(FaultKind.INPUT, "Use capitals, digits and hyphens, such as \"IMAGE-UNSIGNED\", not beginning POLICY-"),
    /** A text has another number of places than of variables. */
    TEMPLATE(FaultKind.INPUT, "Give one variable for each {} of the text"),
    /** An obligation is unknown, or its value is not one. */
    OBLIGATION(FaultKind.INPUT, "Use an obligation of docs/policy-guide.md, with its value"),

    // Facts.
    /** A fact about the image or the request is larger than rules may see. */
    FACT_SIZE(FaultKind.INPUT, "Shorten the image's configuration or the request"),
    /** A fact cannot be what it says: a defect. */
    FACT_VALUE(FaultKind.INTERNAL, "Report this with the command line that led to it"),
    /** Facts written as JSON cannot be read, or hold what facts cannot. */
    FACTS_JSON(FaultKind.INPUT, "Mend each place named; docs/policy-testing.md tells the form of facts"),

    // Tests of a policy.
    /** A file of scenarios, or of facts for them, cannot be read. */
    SCENARIO_FILE(FaultKind.INPUT, "Put readable files below tests/ of the policy"),
    /** A scenario says something that scenarios cannot say. */
    SCENARIO(FaultKind.INPUT, "Write scenarios as docs/policy-testing.md describes them"),
    /** The tests of a policy have several faults; all are listed. */
    SCENARIOS(FaultKind.INPUT, "Mend each place named");

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
