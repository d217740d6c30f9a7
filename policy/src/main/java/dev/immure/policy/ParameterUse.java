package dev.immure.policy;

import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.yaml.ManifestFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds the parameters that rules read against those that {@code policy.yaml} gives. */
final class ParameterUse {
    private static final String TYPE = Parameter.class.getSimpleName();

    private final Map<String, ManifestFile.Parameter> given;
    private final Faults faults;
    private final Set<String> read = new TreeSet<>();

    private ParameterUse(Map<String, ManifestFile.Parameter> given, Faults faults) {
        this.given = given;
        this.faults = faults;
    }

    /** Every parameter that is read is given, in the form in which it is read; every one that is given is read. */
    static void check(List<Rule> rules, Map<String, ManifestFile.Parameter> given, Faults faults) {
        ParameterUse use = new ParameterUse(given, faults);
        rules.forEach(use::rule);
        given.forEach((name, parameter) -> {
            if (!use.read.contains(name)) {
                faults.add(
                        PolicyFaultCode.PARAMETER_UNUSED,
                        parameter.at(),
                        "no rule reads the parameter '" + name + "'"
                                + (use.read.isEmpty() ? "" : "; there are " + String.join(", ", use.read)));
            }
        });
    }

    private void rule(Rule rule) {
        rule.branches().stream()
                .flatMap(branch -> branch.patterns())
                .filter(pattern -> pattern.type().name().equals(TYPE))
                .forEach(pattern -> pattern(rule, pattern));
    }

    private void pattern(Rule rule, Pattern pattern) {
        if (pattern.key().isEmpty()) {
            faults.add(
                    PolicyFaultCode.PARAMETER,
                    pattern.at(),
                    "the pattern does not say name == \"…\" by itself, between commas");
            return;
        }
        String name = pattern.key().get();
        read.add(name);
        ManifestFile.Parameter parameter = given.get(name);
        if (parameter == null) {
            faults.add(
                    PolicyFaultCode.PARAMETER_UNKNOWN,
                    pattern.at(),
                    "the rule reads the parameter '" + name + "', which " + ManifestFile.NAME + " does not give");
            return;
        }
        for (FactField field : pattern.mentioned()) {
            ParameterValue value = parameter.value();
            Parameter.wanted(field.name(), value).ifPresent(wanted -> {
                faults.add(
                        PolicyFaultCode.PARAMETER_KIND,
                        parameter.at(),
                        name + " is " + value.kind() + ", and \"" + rule.name() + "\" (" + pattern.at()
                                + ") reads it as " + field.name() + ": " + wanted);
            });
        }
    }
}
