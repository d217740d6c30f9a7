package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.InForce;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** The attributes of a rule: literals only ({@code salience( … )} runs code while Drools builds). */
record Attributes(int salience, InForce inForce) {
    static Attributes of(RuleDescr rule, SourceText source, Faults faults) {
        SourceLine at = source.at(rule.getLine());
        List<String> head = BareWords.ofHead(source.text(), rule.getStartCharacter(), rule.getEndCharacter());
        int salience = 0;
        Optional<LocalDate> effective = Optional.empty();
        Optional<LocalDate> expires = Optional.empty();
        for (AttributeDescr attribute : rule.getAttributes().values()) {
            if (Collections.frequency(head, attribute.getName()) > 1) {
                faults.add(
                        PolicyFaultCode.ATTRIBUTE,
                        at,
                        "the rule has the attribute '" + attribute.getName() + "' more than once");
            }
            switch (attribute.getName()) {
                case "salience" -> salience = salience(attribute.getValue(), at, faults);
                case "date-effective" -> effective = date(attribute.getValue(), at, faults);
                case "date-expires" -> expires = date(attribute.getValue(), at, faults);
                default ->
                    faults.add(
                            PolicyFaultCode.ATTRIBUTE, at, "the rule has the attribute '" + attribute.getName() + "'");
            }
        }
        return new Attributes(salience, new InForce(effective, expires));
    }

    private static int salience(String value, SourceLine at, Faults faults) {
        if (value.matches("-?[0-9]{1,6}") && Math.abs(Integer.parseInt(value)) <= Forms.MAX_SALIENCE) {
            return Integer.parseInt(value);
        }
        faults.add(PolicyFaultCode.SALIENCE, at, "salience is '" + value + "'");
        return 0;
    }

    private static Optional<LocalDate> date(String value, SourceLine at, Faults faults) {
        try {
            return Optional.of(LocalDate.parse(value));
        } catch (DateTimeException e) {
            faults.add(PolicyFaultCode.DATE, at, "'" + value + "' is no day");
            return Optional.empty();
        }
    }
}
