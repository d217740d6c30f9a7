package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.Element;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.PatternDescr;

/** Turns one alternative of a rule into a {@link Branch}. Allow-list: every property of a node is looked at. */
final class BranchReader {
    private static final java.util.regex.Pattern VARIABLE = java.util.regex.Pattern.compile("\\$\\w{1,63}");

    private final FactSchema schema;
    private final SourceLine rule;
    private final Faults faults;
    private int slots;

    BranchReader(FactSchema schema, SourceLine rule, Faults faults) {
        this.schema = schema;
        this.rule = rule;
        this.faults = faults;
    }

    /**
     * Reads the elements in order; each fault is added with its line, and the rest is read all the same.
     *
     * @param scope receives the variables
     */
    Branch read(List<BaseDescr> elements, Scope scope) {
        List<Element> read = new ArrayList<>();
        for (BaseDescr element : elements) {
            try {
                read.add(element(element, scope));
            } catch (Refusal refusal) {
                add(refusal, element);
            }
        }
        Branch branch = new Branch(read);
        BranchBounds.check(branch, rule, faults);
        return branch;
    }

    private Element element(BaseDescr element, Scope scope) throws Refusal {
        return switch (element) {
            case PatternDescr pattern -> new Element.Match(pattern(pattern, scope));
            case NotDescr not -> new Element.Absent(group(not, scope.inner()));
            case ExistsDescr exists -> new Element.Present(group(exists, scope.inner()));
            default -> throw ElementNames.refused(element);
        };
    }

    private List<Pattern> group(ConditionalElementDescr group, Scope scope) throws Refusal {
        List<Pattern> patterns = new ArrayList<>();
        for (Object part : group.getDescrs()) {
            switch (part) {
                case PatternDescr pattern -> patterns.add(pattern(pattern, scope));
                case AndDescr and -> patterns.addAll(group(and, scope));
                default ->
                    throw new Refusal(
                            PolicyFaultCode.ELEMENT,
                            0,
                            "inside 'not' and 'exists' only patterns joined by 'and' may stand");
            }
        }
        if (patterns.isEmpty()) {
            throw new Refusal(PolicyFaultCode.ELEMENT, 0, "'not' and 'exists' need a pattern");
        }
        return patterns;
    }

    private Pattern pattern(PatternDescr pattern, Scope scope) throws Refusal {
        int slot = slots++;
        refuseForms(pattern);
        FactType type = type(pattern);
        String variable = pattern.getIdentifier();
        if (variable != null && !(VARIABLE.matcher(variable).matches() && scope.bindFact(variable))) {
            throw new Refusal(
                    PolicyFaultCode.VARIABLE, 0, "'" + variable + "' is bound twice or does not begin with $");
        }
        Map<String, FactField> bindings = new TreeMap<>();
        List<Condition> conditions = new ArrayList<>();
        List<SourceLine> lines = new ArrayList<>();
        for (BaseDescr constraint : pattern.getConstraint().getDescrs()) {
            constraint(constraint, type, slot, scope, bindings).ifPresent(condition -> {
                conditions.add(condition);
                lines.add(line(constraint));
            });
        }
        return new Pattern(slot, type, bindings, conditions, line(pattern), lines);
    }

    private Optional<Condition> constraint(
            BaseDescr constraint, FactType type, int slot, Scope scope, Map<String, FactField> bindings)
            throws Refusal {
        if (!(constraint instanceof ExprConstraintDescr text) || text.getType() != ExprConstraintDescr.Type.NAMED) {
            throw new Refusal(PolicyFaultCode.PATTERN_FORM, 0, "fields are given by position");
        }
        try {
            return new ConstraintParser(schema, type, slot, scope, bindings, text.getExpression()).parse();
        } catch (Refusal refusal) {
            add(refusal, text);
            return Optional.empty();
        }
    }

    private void refuseForms(PatternDescr pattern) throws Refusal {
        ElementNames.refuseAnnotations(pattern);
        if (pattern.getSource() != null) {
            throw new Refusal(
                    PolicyFaultCode.SOURCE,
                    0,
                    "the pattern takes facts from elsewhere ("
                            + pattern.getSource().getClass().getSimpleName().replace("Descr", "") + ")");
        }
        if (!pattern.getBehaviors().isEmpty()) {
            throw new Refusal(PolicyFaultCode.WINDOW, 0, "the pattern has a window");
        }
        if (pattern.isQuery() || pattern.isUnification()) {
            throw new Refusal(PolicyFaultCode.PATTERN_FORM, 0, "the pattern is a query or a unification");
        }
        if (!pattern.getObjectType().equals(String.valueOf(pattern.getGenericType()))) {
            throw new Refusal(PolicyFaultCode.PATTERN_FORM, 0, "the fact type has type arguments");
        }
    }

    private FactType type(PatternDescr pattern) throws Refusal {
        String name = pattern.getObjectType();
        String prefix = schema.javaPackage() + ".";
        String simple = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return schema.type(simple)
                .orElseThrow(() -> new Refusal(PolicyFaultCode.FACT_TYPE, 0, "there is no fact type '" + name + "'"));
    }

    private void add(Refusal refusal, BaseDescr at) {
        faults.add(refusal.code(), line(at).plus(refusal.line()), refusal.why());
    }

    /** The parser does not know the line of every node. */
    private SourceLine line(BaseDescr at) {
        return at.getLine() > 0 ? new SourceLine(rule.file(), at.getLine()) : rule;
    }
}
