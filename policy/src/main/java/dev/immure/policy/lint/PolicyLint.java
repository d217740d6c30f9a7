package dev.immure.policy.lint;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.Waiver;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Looks for what a policy that is read without a fault does not mean. Only what can be proved is told: a rule that is
 * called unreachable never fires, one that is called shadowed can go.
 */
public final class PolicyLint {
    /** Comparing each rule with each takes the square of their number; beyond it rules are only looked at alone. */
    private static final int MOST_COMPARED = 1_000;

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::rule).thenComparing(Finding::code).thenComparing(Finding::why);

    /** What is past its day within so many days is worth a word. */
    private static final long SOON_DAYS = 30;

    private final List<Rule> rules;
    private final List<Waiver> waivers;
    private final LocalDate today;
    private final Conclusions conclusions = new Conclusions();
    private final List<Finding> findings = new ArrayList<>();

    private PolicyLint(Policy policy, LocalDate today) {
        this.rules = policy.rules();
        this.waivers = policy.waivers();
        this.today = today;
    }

    /**
     * Findings about rules, by rule.
     *
     * @param today in UTC; rules that expired before are told
     */
    public static List<Finding> of(Policy policy, LocalDate today) {
        PolicyLint lint = new PolicyLint(policy, today);
        lint.rules.forEach(lint::alone);
        lint.waivers.forEach(lint::waiver);
        if (lint.rules.size() <= MOST_COMPARED) {
            lint.rules.forEach(lint::beside);
        }
        return lint.findings.stream().sorted(ORDER).toList();
    }

    /** A date that is none has passed, as it has for decisions. */
    private void waiver(Waiver waiver) {
        Optional<LocalDate> last =
                waiver.lastDay().filter(day -> waiver.firstDay().isPresent());
        if (last.isEmpty() || today.isAfter(last.get())) {
            add(LintCode.WAIVER_EXPIRED, waiver, "its last day is " + waiver.expires());
        } else if (today.plusDays(SOON_DAYS).isAfter(last.get())) {
            add(LintCode.WAIVER_EXPIRING, waiver, "its last day is " + waiver.expires());
        }
    }

    private void add(LintCode code, Waiver waiver, String why) {
        findings.add(new Finding(code, waiver.at().toString(), "", "the waiver \"" + waiver.name() + "\": " + why));
    }

    private void alone(Rule rule) {
        Optional<LocalDate> from = rule.inForce().effective();
        Optional<LocalDate> until = rule.inForce().expires();
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            add(LintCode.NEVER_IN_FORCE, rule, "it expires on " + until.get() + " and begins on " + from.get());
        } else if (until.isPresent() && !today.isBefore(until.get())) {
            add(LintCode.EXPIRED, rule, "it was in force until " + until.get());
        }
        strangers(rule);
        if (conclusions.isImpossible(rule)) {
            add(LintCode.UNREACHABLE, rule, "no facts satisfy its conditions together");
            return;
        }
        branches(rule);
        regexes(rule);
        if (Says.denies(rule) && Says.requires(rule)) {
            add(LintCode.OBLIGATION_WITHOUT_EFFECT, rule, "it denies what it requires something of");
        }
        if (Says.permits(rule)) {
            signatures(rule);
        }
    }

    private void strangers(Rule rule) {
        Set<String> told = new TreeSet<>();
        rule.branches().stream()
                .flatMap(Branch::patterns)
                .forEach(pattern -> comparisons(pattern)
                        .forEach(comparison -> Domains.strangers(pattern.type(), comparison)
                                .forEach(text -> told.add(
                                        comparison.left().field().name() + " is never \"" + text + "\"; it is one of "
                                                + String.join(
                                                        ", ",
                                                        Domains.of(pattern.type(), comparison.left())
                                                                .orElseThrow())))));
        told.forEach(why -> add(LintCode.UNKNOWN_VALUE, rule, why));
    }

    /** A rule that fires by one alternative alone has others in vain. */
    private void branches(Rule rule) {
        for (int i = 0; i < rule.branches().size(); i++) {
            if (new Reach(rule.branches().get(i)).isImpossible()) {
                add(LintCode.UNREACHABLE, rule, "no facts satisfy alternative " + (i + 1) + " of its conditions");
            }
        }
    }

    private void regexes(Rule rule) {
        rule.branches().stream()
                .flatMap(Branch::patterns)
                .flatMap(PolicyLint::comparisons)
                .forEach(comparison -> {
                    if (comparison.right() instanceof Operand.Regex regex
                            && regex.regex().matchesEveryLine()) {
                        add(
                                LintCode.REGEX_MATCHES_ALL,
                                rule,
                                comparison.left().field().name() + " is compared with \""
                                        + regex.regex().source() + "\", which every text matches");
                    }
                });
    }

    private static Stream<Condition.Comparison> comparisons(Pattern pattern) {
        return pattern.conditions().stream().flatMap(PolicyLint::comparisons);
    }

    private static Stream<Condition.Comparison> comparisons(Condition condition) {
        return switch (condition) {
            case Condition.Comparison comparison -> Stream.of(comparison);
            case Condition.Negated negated -> comparisons(negated.term());
            case Condition.All all -> all.terms().stream().flatMap(PolicyLint::comparisons);
            case Condition.Any any -> any.terms().stream().flatMap(PolicyLint::comparisons);
        };
    }

    private void signatures(Rule rule) {
        if (rule.names("ImageFacts", "verification", "unsigned")) {
            add(LintCode.PERMIT_WITHOUT_SIGNATURE, rule, "it permits images that nobody signed");
        } else if (!rule.branches().stream().allMatch(PolicyLint::asksForASignature)) {
            add(LintCode.PERMIT_WITHOUT_SIGNATURE, rule, "it permits whoever signed the image");
        }
    }

    private static boolean asksForASignature(Branch branch) {
        return branch.elements().stream()
                .filter(element -> !(element instanceof Element.Absent))
                .flatMap(element -> element.patterns().stream())
                .anyMatch(pattern -> pattern.type().name().equals("SignatureFacts")
                        || pattern.type().name().equals("AttestationFacts")
                        || pattern.conditions().stream().anyMatch(c -> c.names("verification", "verified")));
    }

    /** What the rest of the policy makes of a rule. */
    private void beside(Rule rule) {
        if (conclusions.isImpossible(rule)) {
            return;
        }
        firstThatCovers(rule)
                .ifPresent(other -> add(
                        LintCode.SHADOWED,
                        rule,
                        "whenever it fires, \"" + other.name() + "\" (" + other.at() + ") says the same"));
        if (Says.denies(rule) || !(Says.permits(rule) || Says.requires(rule))) {
            return;
        }
        rules.stream()
                .filter(other -> Says.denies(other) && !isWaived(other) && conclusions.implies(rule, other))
                .findFirst()
                .ifPresent(other -> add(
                        Says.permits(rule) ? LintCode.CONTRADICTED : LintCode.OBLIGATION_WITHOUT_EFFECT,
                        rule,
                        "whenever it fires, \"" + other.name() + "\" (" + other.at() + ") denies"));
    }

    /** Of rules that are alike the first stays, so that all that are told can go together. */
    private Optional<Rule> firstThatCovers(Rule rule) {
        return rules.stream()
                .filter(other -> !other.name().equals(rule.name()) && covers(other, rule))
                .filter(other -> other.name().compareTo(rule.name()) < 0 || !covers(rule, other))
                .findFirst();
    }

    private boolean covers(Rule other, Rule rule) {
        return !isWaived(other) && Says.sameOrLess(rule, other) && conclusions.implies(rule, other);
    }

    /** Whether some launch may be spared what the rule denies: then nothing follows from its denial. */
    private boolean isWaived(Rule rule) {
        return rule.actions().stream()
                .anyMatch(action -> action instanceof Action.Deny deny
                        && waivers.stream().anyMatch(waiver -> waiver.isAbout(rule.name(), deny.code())));
    }

    private void add(LintCode code, Rule rule, String why) {
        findings.add(new Finding(code, rule.at().toString(), rule.name(), why));
    }
}
