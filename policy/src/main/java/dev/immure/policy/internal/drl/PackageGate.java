package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.Collection;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.GlobalDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.QueryDescr;

/** Refuses everything a file may hold beside rules. */
final class PackageGate {
    private final PackageDescr tree;
    private final FactSchema schema;
    private final SourceText source;
    private final Faults faults;

    PackageGate(PackageDescr tree, FactSchema schema, SourceText source, Faults faults) {
        this.tree = tree;
        this.schema = schema;
        this.source = source;
        this.faults = faults;
    }

    void check() {
        tree.getImports().forEach(this::checkImport);
        tree.getGlobals().forEach(this::checkGlobal);
        refuse(tree.getFunctionImports(), PolicyFaultCode.FUNCTION_IMPORT, "a function is imported");
        refuse(tree.getAccumulateImports(), PolicyFaultCode.ACCUMULATE_IMPORT, "an accumulate function is imported");
        refuse(tree.getFunctions(), PolicyFaultCode.FUNCTION, "a function is defined");
        refuse(tree.getTypeDeclarations(), PolicyFaultCode.DECLARATION, "a type is declared");
        refuse(tree.getEnumDeclarations(), PolicyFaultCode.DECLARATION, "an enumeration is declared");
        refuse(tree.getEntryPointDeclarations(), PolicyFaultCode.DECLARATION, "an entry point is declared");
        refuse(tree.getWindowDeclarations(), PolicyFaultCode.DECLARATION, "a window is declared");
        refuse(tree.getAttributes(), PolicyFaultCode.PACKAGE_ATTRIBUTE, "the package has an attribute");
        refuse(
                tree.getRules().stream().filter(QueryDescr.class::isInstance).toList(),
                PolicyFaultCode.QUERY,
                "a query is defined");
        if (tree.getUnit() != null) {
            faults.add(PolicyFaultCode.UNIT, source.at(tree.getUnit().getLine()), "the file names a rule unit");
        }
    }

    private void checkImport(ImportDescr imported) {
        String target = imported.getTarget();
        String prefix = schema.javaPackage() + ".";
        boolean known = target.startsWith(prefix)
                && (target.equals(prefix + "*")
                        || schema.type(target.substring(prefix.length())).isPresent());
        if (!known) {
            faults.add(PolicyFaultCode.IMPORT, source.at(imported.getLine()), "the file imports " + target);
        }
    }

    private void checkGlobal(GlobalDescr global) {
        boolean known = global.getIdentifier().equals("decision")
                && global.getType().equals(schema.javaPackage() + ".Decision");
        if (!known) {
            faults.add(
                    PolicyFaultCode.GLOBAL,
                    source.at(global.getLine()),
                    "the file declares the global " + global.getType() + " " + global.getIdentifier());
        }
    }

    private void refuse(Collection<? extends BaseDescr> nodes, PolicyFaultCode code, String why) {
        nodes.forEach(node -> faults.add(code, source.at(node.getLine()), why));
    }
}
