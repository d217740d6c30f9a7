package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.ObligationSyntax;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.RuleMetadata;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** Turns one rule of the tree into data, or into faults. */
final class RuleReader {
    private final FactSchema schema;
    private final ObligationSyntax obligations;
    private final SourceText source;
    private final Faults faults;

    RuleReader(FactSchema schema, ObligationSyntax obligations, SourceText source, Faults faults) {
        this.schema = schema;
        this.obligations = obligations;
        this.source = source;
        this.faults = faults;
    }

    Optional<Rule> read(RuleDescr rule) {
        int before = faults.size();
        SourceLine at = source.at(rule.getLine());
        head(rule, at);
        Attributes attributes = Attributes.of(rule, source, faults);
        RuleMetadata metadata = Annotations.of(rule, source, faults);
        List<Scope> scopes = new ArrayList<>();
        List<Branch> branches = branches(rule, at, scopes);
        List<Action> actions = actions(rule, scopes);
        return faults.size() > before
                ? Optional.empty()
                : Optional.of(new Rule(
                        rule.getName(), at, attributes.salience(), attributes.inForce(), metadata, branches, actions));
    }

    private void head(RuleDescr rule, SourceLine at) {
        if (!Forms.isRuleName(rule.getName())) {
            faults.add(PolicyFaultCode.RULE_NAME, at, "the rule's name is \"" + rule.getName() + "\"");
        }
        if (rule.getParentName() != null) {
            faults.add(PolicyFaultCode.EXTENDS, at, "the rule extends another");
        }
        if (rule.getUnit() != null) {
            faults.add(PolicyFaultCode.UNIT, at, "the rule belongs to a unit");
        }
        if (!rule.getNamedConsequences().isEmpty()) {
            faults.add(PolicyFaultCode.NAMED_CONSEQUENCE, at, "the rule has a named consequence");
        }
    }

    private List<Branch> branches(RuleDescr rule, SourceLine at, List<Scope> scopes) {
        List<Branch> branches = new ArrayList<>();
        try {
            for (List<BaseDescr> alternative : Alternatives.of(rule.getLhs())) {
                Scope scope = new Scope();
                branches.add(new BranchReader(schema, at, faults).read(alternative, scope));
                scopes.add(scope);
            }
        } catch (Refusal refusal) {
            faults.add(refusal.code(), at, refusal.why());
        }
        return branches;
    }

    private List<Action> actions(RuleDescr rule, List<Scope> scopes) {
        String text = rule.getConsequence() instanceof String string ? string : "";
        SourceLine at = source.find(text, rule.getConsequenceLine());
        try {
            List<Action> actions = new ConsequenceParser(obligations, text).parse();
            actions.forEach(action -> variables(action, scopes, at));
            return actions;
        } catch (Refusal refusal) {
            faults.add(refusal.code(), at.plus(refusal.line()), refusal.why());
            return List.of();
        }
    }

    private void variables(Action action, List<Scope> scopes, SourceLine at) {
        List<String> used = switch (action) {
            case Action.Deny deny -> deny.message().variables();
            case Action.Warn warn -> warn.message().variables();
            case Action.Permit permit -> permit.message().variables();
            case Action.Require require -> List.of();
        };
        for (String variable : used) {
            for (Scope scope : scopes) {
                if (scope.field(variable).isEmpty()) {
                    faults.add(PolicyFaultCode.VARIABLE, at, scope.whyUnknown(variable));
                }
            }
        }
    }
}
