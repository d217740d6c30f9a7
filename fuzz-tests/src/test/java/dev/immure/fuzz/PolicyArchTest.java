package dev.immure.fuzz;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.immure.core.plan.LaunchPermit;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecisionPoint;
import dev.immure.policy.bundle.BundleGate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may touch Drools, and who may issue a permit: docs/adr/0003-policy-as-data.md. */
class PolicyArchTest {
    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.immure");
        assertThat(classes.stream().filter(type -> type.getPackageName().startsWith("dev.immure.policy")))
                .as("a rule over nothing would always hold")
                .hasSizeGreaterThan(80);
    }

    @Test
    void onlyTheParserAndTheEngineTouchDrools() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.immure.policy.internal.drools", "dev.immure.policy.internal.drl")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.drools..", "org.kie..", "org.antlr..")
                .check(classes);
    }

    @Test
    void theParserDoesNotReachTheEngineOfDrools() {
        noClasses()
                .that()
                .resideInAPackage("dev.immure.policy.internal.drl")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.drools.model..", "org.drools.core..", "org.drools.modelcompiler..", "org.kie.api..")
                .check(classes);
    }

    @Test
    void onlyTheDecisionPointIssuesPermits() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(PolicyDecisionPoint.class, LaunchPermit.class)
                .should()
                .callMethodWhere(target(name("issue")).and(target(owner(type(LaunchPermit.class)))))
                .check(classes);
    }

    /** What is called signed was verified: there is one way to it. */
    @Test
    void onlyTheGateCallsAPolicySigned() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(BundleGate.class)
                .should()
                .callMethodWhere(target(name("signed")).and(target(owner(type(PolicyBundle.class)))))
                .check(classes);
        assertThat(classes.get(BundleGate.class).getMethodCallsFromSelf())
                .as("a rule over nothing would always hold")
                .anyMatch(call -> call.getTarget().getOwner().isEquivalentTo(PolicyBundle.class)
                        && call.getName().equals("signed"));
    }

    @Test
    void thePackagesOfPolicyAreFreeOfCycles() {
        JavaClasses policy = classes.that(resideInAPackage("dev.immure.policy.."));
        slices().matching("dev.immure.(**)").should().beFreeOfCycles().check(policy);
    }

    @Test
    void whatRulesRunOnReachesNeitherFilesNorNetworkNorProcesses() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.immure.policy.internal.model",
                        "dev.immure.policy.internal.drools",
                        "dev.immure.policy.internal.trace")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..", "java.lang.reflect..", "java.lang.invoke..")
                .check(classes);
    }
}
