package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.ObligationSyntax;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.QueryDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * Reads one DRL file into data: raw-text gate, DrlParser, allow-list over its tree, own grammars for conditions and
 * consequences. Nothing of the text is compiled, loaded or called.
 */
public final class DrlReader {
    private final FactSchema schema;
    private final ObligationSyntax obligations;

    public DrlReader(FactSchema schema, ObligationSyntax obligations) {
        this.schema = schema;
        this.obligations = obligations;
    }

    /**
     * The rules that are in order. A policy with any fault is not to be used.
     *
     * @param file the name to show
     */
    public List<Rule> read(String file, byte[] bytes, Faults faults) {
        Optional<String> text = RawText.admit(file, bytes, faults);
        if (text.isEmpty()) {
            return List.of();
        }
        SourceText source = SourceText.of(file, text.get());
        Optional<PackageDescr> tree = DrlTree.parse(source, faults);
        return tree.map(t -> rules(t, source, faults)).orElse(List.of());
    }

    private List<Rule> rules(PackageDescr tree, SourceText source, Faults faults) {
        new PackageGate(tree, schema, source, faults).check();
        if (tree.getRules().size() > Limits.RULES) {
            faults.add(PolicyFaultCode.RULE_COUNT, source.file(), "the file has more than " + Limits.RULES + " rules");
            return List.of();
        }
        RuleReader reader = new RuleReader(schema, obligations, source, faults);
        List<Rule> rules = new ArrayList<>();
        for (RuleDescr rule : tree.getRules()) {
            if (!(rule instanceof QueryDescr)) {
                reader.read(rule).ifPresent(rules::add);
            }
        }
        return rules;
    }

    /** The combinations of facts that a rule can make Drools look at, in all its alternatives. */
    public static long combinations(Rule rule) {
        return rule.branches().stream().mapToLong(BranchBounds::combinations).sum();
    }
}
