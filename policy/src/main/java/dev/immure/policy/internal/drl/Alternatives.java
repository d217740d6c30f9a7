package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;

/** Multiplies out {@code and} and {@code or}, so that each alternative is a plain list of patterns, not and exists. */
final class Alternatives {
    private Alternatives() {}

    static List<List<BaseDescr>> of(BaseDescr element) throws Refusal {
        return switch (element) {
            case PatternDescr pattern -> List.of(List.of(pattern));
            case NotDescr not -> List.of(List.of(not));
            case ExistsDescr exists -> List.of(List.of(exists));
            case AndDescr and -> product(and);
            case OrDescr or -> sum(or);
            default -> throw ElementNames.refused(element);
        };
    }

    private static List<List<BaseDescr>> product(AndDescr and) throws Refusal {
        ElementNames.refuseAnnotations(and);
        List<List<BaseDescr>> all = List.of(List.of());
        for (BaseDescr part : and.getDescrs()) {
            List<List<BaseDescr>> longer = new ArrayList<>();
            for (List<BaseDescr> tail : of(part)) {
                for (List<BaseDescr> head : all) {
                    List<BaseDescr> joined = new ArrayList<>(head);
                    joined.addAll(tail);
                    longer.add(joined);
                }
            }
            all = bounded(longer);
        }
        return all;
    }

    private static List<List<BaseDescr>> sum(OrDescr or) throws Refusal {
        ElementNames.refuseAnnotations(or);
        List<List<BaseDescr>> all = new ArrayList<>();
        for (BaseDescr part : or.getDescrs()) {
            all.addAll(of(part));
        }
        return bounded(all);
    }

    private static List<List<BaseDescr>> bounded(List<List<BaseDescr>> all) throws Refusal {
        if (all.size() > Limits.BRANCHES) {
            throw new Refusal(
                    PolicyFaultCode.ALTERNATIVES,
                    0,
                    "its 'or' multiply out to more than " + Limits.BRANCHES + " alternatives");
        }
        return all;
    }
}
