package dev.immure.fuzz;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md about who may use what, checked on the class files. */
class ArchitectureArchTest {
    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.immure");
        assertThat(classes).as("a rule over nothing would always hold").hasSizeGreaterThan(20);
    }

    @Test
    void onlyTheFfiPackageAndItsAdaptersTouchJnr() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.immure.core.internal.ffi..", "dev.immure.core.internal.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai.jffi..")
                .check(classes);
    }
}
