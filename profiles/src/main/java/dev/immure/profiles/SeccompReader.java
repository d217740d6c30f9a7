package dev.immure.profiles;

import dev.immure.core.runtime.ArgumentComparison;
import dev.immure.core.runtime.ArgumentComparison.Operator;
import dev.immure.core.runtime.ArgumentComparison.Width;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompRule;
import dev.immure.core.runtime.SystemCallTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code seccomp.json}. */
final class SeccompReader {
    /** Errors a rule may answer with (errno(3)); those that programs take for "not here" or "not for you". */
    private static final Map<String, Integer> ERRORS = Map.of(
            "EPERM",
            1,
            "ENOENT",
            2,
            "EACCES",
            13,
            "EINVAL",
            22,
            "ENOSYS",
            38,
            "EPROTONOSUPPORT",
            93,
            "EOPNOTSUPP",
            95,
            "EAFNOSUPPORT",
            97);

    private static final SeccompAction EPERM = new SeccompAction.Errno(1);
    private static final Pattern ERRNO = Pattern.compile("ERRNO\\(([A-Z0-9]+)\\)");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x([0-9a-f]{1,16})");
    private static final int MAX_ALTERNATIVES = 64;

    private final Problems problems;
    private final List<SeccompRule> always = new ArrayList<>();
    private final List<SeccompRule> networked = new ArrayList<>();

    private SeccompReader(Problems problems) {
        this.problems = problems;
    }

    /** The two profiles of one file. */
    record Pair(SeccompProfile always, SeccompProfile networked) {}

    /** Reads a profile that stands alone. It must be an allow-list. */
    static Pair read(JsonFields document, Problems problems) {
        SeccompReader reader = new SeccompReader(problems);
        SeccompAction defaultAction = refusal(document, "defaultAction");
        SeccompAction unknownAction = refusal(document, "unknownAction");
        reader.readRules(document, Optional.empty());
        return new Pair(
                new SeccompProfile(defaultAction, unknownAction, reader.always),
                new SeccompProfile(defaultAction, unknownAction, reader.networked));
    }

    /**
     * Reads rules that come before those of a base. They may only refuse, and the first rule that matches decides: so
     * whatever the result allows, the base allows.
     */
    static Pair read(JsonFields document, Problems problems, SecurityProfile base) {
        SeccompReader reader = new SeccompReader(problems);
        reader.readRules(document, Optional.of(base));
        problems.attempt("only", () -> reader.readOnly(document, base));
        return new Pair(before(reader.always, base.seccomp()), before(reader.networked, base.networkedSeccomp()));
    }

    private static SeccompProfile before(List<SeccompRule> rules, SeccompProfile base) {
        List<SeccompRule> all =
                Stream.concat(rules.stream(), base.rules().stream()).toList();
        return new SeccompProfile(base.defaultAction(), base.unknownAction(), all);
    }

    private static SeccompAction refusal(JsonFields document, String field) {
        SeccompAction action = action(document, field);
        if (!action.refuses()) {
            throw document.bad(field, "a profile is an allow-list: what it does not name is refused");
        }
        return action;
    }

    private void readRules(JsonFields document, Optional<SecurityProfile> base) {
        for (JsonFields rule : document.objects("rules")) {
            problems.attempt(rule.path(), () -> readRule(rule, base));
        }
    }

    private List<SeccompRule> readRule(JsonFields rule, Optional<SecurityProfile> base) {
        Set<String> names = names(rule);
        SeccompAction action = action(rule, "action");
        if (base.isPresent() && !action.refuses()) {
            throw new InvalidField(
                    ProfileFault.LOOSENS,
                    rule.path("action"),
                    "a rule on top of the base " + base.get().name() + " may only refuse");
        }
        String reason = rule.text("reason");
        List<SeccompRule> alternatives = alternatives(rule).stream()
                .map(arguments -> new SeccompRule(names, action, arguments, reason))
                .toList();
        Optional<String> when = rule.optionalText("when");
        if (when.isPresent() && !when.get().equals("networked")) {
            throw rule.bad("when", "the only condition is networked");
        }
        rule.requireAllRead();
        networked.addAll(alternatives);
        if (when.isEmpty()) {
            always.addAll(alternatives);
        }
        return alternatives;
    }

    /**
     * The calls that stay of those that the base allows, in groups with their reasons: what no group names is refused.
     */
    private JsonFields readOnly(JsonFields document, SecurityProfile base) {
        if (!document.has("only")) {
            return document;
        }
        Set<String> given = given(base);
        Set<String> kept = new LinkedHashSet<>();
        for (JsonFields group : document.objects("only")) {
            for (String name : names(group)) {
                if (!given.contains(name)) {
                    throw group.bad("names", "the base " + base.name() + " refuses " + name + " anyway");
                }
                if (!kept.add(name)) {
                    throw group.bad("names", name + " is kept twice");
                }
            }
            group.text("reason");
            group.requireAllRead();
        }
        given.removeAll(kept);
        if (!given.isEmpty()) {
            SeccompRule others =
                    new SeccompRule(given, EPERM, List.of(), "Not among the calls that this profile keeps.");
            always.add(others);
            networked.add(others);
        }
        return document;
    }

    /** What the base allows with some arguments at least. */
    private static Set<String> given(SecurityProfile base) {
        Set<String> names = new TreeSet<>();
        for (SeccompRule rule : base.networkedSeccomp().rules()) {
            if (!rule.action().refuses()) {
                names.addAll(rule.names());
            }
        }
        for (SeccompRule rule : base.networkedSeccomp().rules()) {
            // A rule of a base that stands on another one comes first, and may take a call away as a whole.
            if (rule.action().refuses() && rule.arguments().isEmpty() && isFirst(base, rule)) {
                names.removeAll(rule.names());
            }
        }
        return names;
    }

    private static boolean isFirst(SecurityProfile base, SeccompRule refusal) {
        List<SeccompRule> rules = base.networkedSeccomp().rules();
        return rules.subList(0, rules.indexOf(refusal)).stream()
                .filter(rule -> !rule.action().refuses())
                .noneMatch(rule -> rule.names().stream().anyMatch(refusal.names()::contains));
    }

    private static Set<String> names(JsonFields rule) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : rule.texts("names")) {
            if (SystemCallTable.number(name).isEmpty()) {
                throw new InvalidField(
                        ProfileFault.UNKNOWN_SYSCALL,
                        rule.path("names"),
                        "x86-64 has no system call of the name " + name);
            }
            if (!names.add(name)) {
                throw rule.bad("names", name + " is named twice");
            }
        }
        return names;
    }

    private static SeccompAction action(JsonFields fields, String field) {
        String text = fields.text(field);
        Matcher errno = ERRNO.matcher(text);
        if (errno.matches()) {
            Integer number = ERRORS.get(errno.group(1));
            if (number == null) {
                throw fields.bad(
                        field,
                        "the error is none of "
                                + ERRORS.keySet().stream().sorted().toList());
            }
            return new SeccompAction.Errno(number);
        }
        return Stream.of(SeccompAction.Fixed.values())
                .filter(action -> action.name().equals(text))
                .findFirst()
                .orElseThrow(() -> fields.bad(field, "not ALLOW, LOG, TRAP, KILL_PROCESS or ERRNO(…)"));
    }

    /** One list of comparisons for each choice among the values of each argument. */
    private static List<List<ArgumentComparison>> alternatives(JsonFields rule) {
        List<List<ArgumentComparison>> all = List.of(List.of());
        for (JsonFields argument : rule.objects("arguments")) {
            List<ArgumentComparison> choices = argument.checked(() -> comparisons(argument));
            all = all.stream()
                    .flatMap(done -> choices.stream().map(choice -> append(done, choice)))
                    .toList();
            if (all.size() > MAX_ALTERNATIVES) {
                throw rule.bad("arguments", "more than " + MAX_ALTERNATIVES + " combinations of values");
            }
        }
        return all;
    }

    private static List<ArgumentComparison> append(List<ArgumentComparison> list, ArgumentComparison last) {
        return Stream.concat(list.stream(), Stream.of(last)).toList();
    }

    private static List<ArgumentComparison> comparisons(JsonFields argument) {
        int index = Math.toIntExact(Math.clamp(argument.integer("index"), -1, 6));
        Width width = width(argument);
        Operator operator = operator(argument);
        long mask = operator == Operator.MASKED_EQ ? number(argument, "mask", argument.amount("mask")) : width.bits();
        List<ArgumentComparison> comparisons = values(argument, operator).stream()
                .map(value -> new ArgumentComparison(index, operator, width, mask, value))
                .toList();
        argument.requireAllRead();
        return comparisons;
    }

    private static Width width(JsonFields argument) {
        return switch (Math.toIntExact(Math.clamp(argument.integer("width"), 0, 65))) {
            case 32 -> Width.BITS_32;
            case 64 -> Width.BITS_64;
            default -> throw argument.bad("width", "an argument is 32 or 64 bits wide in the kernel");
        };
    }

    private static Operator operator(JsonFields argument) {
        String name = argument.text("operator");
        return Stream.of(Operator.values())
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> argument.bad("operator", "not one of " + List.of(Operator.values())));
    }

    /** {@code value}, or {@code values} where any of several will do. */
    private static List<Long> values(JsonFields argument, Operator operator) {
        if (!argument.has("values")) {
            return List.of(number(argument, "value", argument.amount("value")));
        }
        if (operator != Operator.EQ && operator != Operator.MASKED_EQ) {
            throw argument.bad("values", "only EQ and MASKED_EQ take several values");
        }
        List<Long> values = argument.list("values").stream()
                .map(value -> number(argument, "values", value.toString()))
                .distinct()
                .toList();
        if (values.isEmpty() || values.size() != argument.list("values").size()) {
            throw argument.bad("values", "empty, or one value twice");
        }
        return values;
    }

    /** Hexadecimal in a string, for 64 bits unsigned; or a decimal integer, not negative. */
    private static long number(JsonFields argument, String field, String text) {
        Matcher hexadecimal = HEXADECIMAL.matcher(text);
        if (hexadecimal.matches()) {
            return Long.parseUnsignedLong(hexadecimal.group(1), 16);
        }
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw argument.bad(field, "not a number from 0, nor 0x with up to 16 hexadecimal digits in lower case");
    }
}
