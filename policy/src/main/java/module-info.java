import org.jspecify.annotations.NullMarked;

/** The policy decision point. For the compiler: Immure runs on the class path. */
@NullMarked
module dev.immure.policy {
    requires static org.jspecify;
    requires transitive dev.immure.core;
    requires transitive dev.immure.signing;
    requires java.management;
    requires java.xml;
    requires jdk.management;
    requires com.fasterxml.jackson.core;
    requires org.drools.canonicalmodel;
    requires org.drools.core;
    requires org.drools.drl.ast;
    requires org.drools.drl.parser;
    requires org.drools.modelcompiler;
    requires org.kie.api;
    requires org.kie.internal.api;

    exports dev.immure.policy;
    exports dev.immure.policy.audit;
    exports dev.immure.policy.bundle;
    exports dev.immure.policy.cache;
    exports dev.immure.policy.explain;
    exports dev.immure.policy.json;
    exports dev.immure.policy.lint;
    exports dev.immure.policy.test;
}
