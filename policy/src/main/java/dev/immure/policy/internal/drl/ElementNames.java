package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.PolicyFaultCode;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AnnotatedBaseDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalBranchDescr;
import org.drools.drl.ast.descr.EvalDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.NamedConsequenceDescr;

/** Names what DRL has and a policy has not. Only for the sentence: whatever is not on the allow-list is refused. */
final class ElementNames {
    private ElementNames() {}

    static Refusal refused(BaseDescr element) {
        if (element instanceof EvalDescr) {
            return new Refusal(PolicyFaultCode.EVAL, 0, "eval runs code");
        }
        if (element instanceof NamedConsequenceDescr || element instanceof ConditionalBranchDescr) {
            return new Refusal(PolicyFaultCode.NAMED_CONSEQUENCE, 0, "a rule branches to a named consequence");
        }
        if (element instanceof AccumulateDescr) {
            return new Refusal(PolicyFaultCode.SOURCE, 0, "accumulate runs code");
        }
        if (element instanceof ForallDescr) {
            return new Refusal(PolicyFaultCode.ELEMENT, 0, "'forall' is not in the language; write not( … ) instead");
        }
        return new Refusal(
                PolicyFaultCode.ELEMENT,
                0,
                "the condition is of the kind " + element.getClass().getSimpleName());
    }

    static void refuseAnnotations(AnnotatedBaseDescr element) throws Refusal {
        if (!element.getAnnotationNames().isEmpty()) {
            throw new Refusal(
                    PolicyFaultCode.ANNOTATION,
                    0,
                    "there is an annotation: "
                            + element.getAnnotationNames().iterator().next());
        }
    }
}
