package dev.immure.fuzz;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.TryCatchBlock;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.immure.core.plan.LaunchPermit;
import dev.immure.signing.VerifiedImage;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may use what, checked on the class files. A list of packages here is exact: a package that uses the thing and is
 * not listed fails the test, and so does a listed one that has ceased to use it. So no rule can hold over nothing.
 */
class ArchitectureArchTest {
    private static final int FEWEST_CLASSES = 600;
    private static final String ROOT = "dev.immure.";

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.immure");
        assertThat(classes).as("a rule over nothing would always hold").hasSizeGreaterThan(FEWEST_CLASSES);
    }

    @Test
    void aRuleThatMatchesNothingFails() {
        ArchRule empty = noClasses()
                .that()
                .resideInAPackage("dev.immure.nowhere")
                .should()
                .bePublic();
        assertThatThrownBy(() -> empty.check(classes)).hasMessageContaining("failed to check any classes");
    }

    /** The adapters see jnr because an interface of C names speaks jnr's Pointer; nobody else ever holds one. */
    @Test
    void onlyTheFfiPackageAndItsAdaptersTouchJnr() {
        assertThat(usersOf("jnr..", "com.kenai..")).containsOnlyKeys("core.internal.ffi", "core.internal.kernel");
    }

    @Test
    void onlyTheAdaptersUseFfi() {
        assertThat(usersOf("dev.immure.core.internal.ffi..")).containsOnlyKeys("core.internal.kernel");
    }

    @Test
    void onlyPackagesThatNeedTheKernelUseItsAdapters() {
        assertThat(usersOf("dev.immure.core.internal.kernel.."))
                .containsOnlyKeys(
                        "core.audit", // files that no other user can swap or truncate, fsync
                        "core.disk", // subvolumes, project quotas, loop devices, detached mounts
                        "core.host", // harmless probes of what this kernel has
                        "core.image", // /etc/passwd of an image, read beneath its root
                        "core.image.layer", // openat2 beneath the root, ownership, xattrs
                        "core.image.pack", // a directory read without following its symlinks
                        "core.image.store", // locks, renames and modes of the content store
                        "core.image.tree", // names, modes, times and contents of an unpacked layer
                        "core.internal.netlink", // sockets to the kernel's network
                        "core.launch", // spawn, pidfd, descriptors
                        "core.network", // locks of network slots, sockets of other namespaces
                        "core.resource", // control files of cgroups
                        "core.state", // small files that no other user can swap, fsync
                        "core.unix"); // sockets whose peers the kernel names, descriptors that they pass
    }

    @Test
    void onlyWhatFetchesSpeaksHttp() {
        assertThat(usersOf("java.net.http..", "javax.net.ssl.."))
                .containsOnlyKeys( // everything else works offline
                        "cli.serve.http", // its door for other machines, where the operator asks for it
                        "core.image.registry", // images and what is attached to them
                        "signing.internal.tuf"); // roots of trust, by a command of its own
    }

    @Test
    void onlyTwoPackagesKnowDrools() {
        assertThat(usersOf("org.drools..", "org.kie.."))
                .containsOnlyKeys(
                        "policy.internal.drl", // the parser, whose tree passes the allow-list
                        "policy.internal.drools"); // the engine
    }

    @Test
    void onlyPackagesOfKeysAndCertificatesKnowBouncyCastle() {
        assertThat(usersOf("org.bouncycastle.."))
                .containsOnlyKeys(
                        "signing.internal.keys", // keys, and signatures by them
                        "signing.internal.sigstore.fulcio", // values in the extensions of Fulcio's certificates
                        "signing.internal.timestamp", // ASN.1 of time stamps
                        "signing.internal.x509"); // ASN.1 of certificates, constraints on names
    }

    @Test
    void onlyTheCommandsKnowPicocli() {
        assertThat(usersOf("picocli..")).containsOnlyKeys("cli");
    }

    @Test
    void onlyReadersAndWritersOfJsonAndYamlKnowJackson() {
        assertThat(usersOf("com.fasterxml.."))
                .containsOnlyKeys(
                        "cli.demo", // the report of demo --json
                        "cli.doctor", // the report of doctor --json
                        "cli.render", // --json of every other command
                        "cli.runs", // notes of the runs that are under way
                        "cli.serve.http", // the answers of the API
                        "core.audit", // records and receipts
                        "core.image.store", // manifests and indexes that Immure writes
                        "core.json", // the strict reader of foreign JSON
                        "core.yaml", // the strict reader of YAML
                        "policy.audit", // SARIF
                        "policy.bundle", // manifests of bundles, what is remembered of them
                        "policy.cache", // what is kept of policies and their answers
                        "policy.internal.model", // the canonical form that a policy's digest is taken of
                        "policy.json", // the canonical form of facts, of which their digest is taken
                        "policy.lint", // findings in SARIF
                        "profiles", // profile files
                        "signing.internal.json"); // statements, envelopes and manifests that are signed or hold
        // signatures
    }

    @Test
    void onlyTheReaderOfTablesParsesXml() {
        assertThat(usersOf("javax.xml.stream..", "org.w3c..", "org.xml.."))
                .containsOnlyKeys("policy.table"); // parts of workbooks, without document types
    }

    @Test
    void compilingAPlanDoesNoInputOutputAndAsksForNothing() {
        noClasses()
                .that()
                .resideInAPackage("dev.immure.core.plan")
                .should()
                .dependOnClassesThat(inputOutput())
                .orShould()
                .callMethodWhere(
                        target(owner(DescribedPredicate.describe("System", JavaClass.Predicates.type(System.class))))
                                .and(target(DescribedPredicate.not(nameMatching("arraycopy")))))
                .check(classes);
    }

    private static DescribedPredicate<JavaClass> inputOutput() {
        return resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.time..",
                        "java.util.concurrent..",
                        "java.util.random..")
                .or(nameMatching("java\\.util\\.(Random|UUID|Timer)|java\\.security\\.SecureRandom"))
                .or(nameMatching("java\\.lang\\.(Process|ProcessBuilder|Runtime|Thread)"))
                .and(DescribedPredicate.not(JavaClass.Predicates.type(ByteArrayOutputStream.class)))
                .as("do I/O, tell the time or give random numbers");
    }

    @Test
    void onlyTheVerifierMakesAVerifiedImage() {
        constructors()
                .that()
                .areDeclaredIn(VerifiedImage.class)
                .should()
                .onlyBeCalled()
                .byClassesThat()
                .haveFullyQualifiedName("dev.immure.signing.Verification")
                .check(classes);
    }

    @Test
    void onlyTheDecisionPointIssuesAPermit() {
        methods()
                .that()
                .areDeclaredIn(LaunchPermit.class)
                .and()
                .haveName("issue")
                .should()
                .onlyBeCalled()
                .byClassesThat()
                .haveFullyQualifiedName("dev.immure.policy.PolicyDecisionPoint")
                .check(classes);
        constructors()
                .that()
                .areDeclaredIn(LaunchPermit.class)
                .should()
                .bePrivate()
                .check(classes);
    }

    @Test
    void onlyMainEndsTheProgramAndHoldsItsStreams() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.immure.cli.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }

    @Test
    void onlyTheRendererOfADefectPrintsAStackTrace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.immure.cli.render.FaultRenderer")
                .should()
                .callMethodWhere(target(nameMatching("printStackTrace|dumpStack")))
                .check(classes);
    }

    /** Throwable is not asked for: javac writes such handlers itself, for try-with-resources and record patterns. */
    @Test
    void onlyMainCatchesWhateverMayCome() {
        assertThat(broadHandlers())
                .containsExactly(
                        "dev.immure.cli.Main",
                        "dev.immure.cli.serve.Service", // a defect in one run must not end the others
                        "dev.immure.cli.serve.http.ApiHandler", // nor one request the service
                        "dev.immure.cli.serve.http.HttpDoor", // Jetty's start and stop may throw anything
                        "dev.immure.cli.serve.http.TlsDoor", // so may they here
                        "dev.immure.policy.Evaluation", // whatever Drools throws is a denial
                        "dev.immure.policy.internal.drools.RuleEngine"); // in which Drools may have wrapped a stop
    }

    private static Set<String> broadHandlers() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : classes) {
            for (JavaCodeUnit code : type.getCodeUnits()) {
                code.getTryCatchBlocks().stream()
                        .map(TryCatchBlock::getCaughtThrowables)
                        .flatMap(Set::stream)
                        .filter(caught -> Stream.of(Exception.class, RuntimeException.class, Error.class)
                                .anyMatch(caught::isEquivalentTo))
                        .forEach(caught -> found.add(type.getFullName()));
            }
        }
        return found;
    }

    @Test
    void modulesDependOnlyDownwards() {
        below("core", "signing", "profiles", "policy", "cli");
        below("signing", "profiles", "policy", "cli");
        below("profiles", "signing", "policy", "cli");
        below("policy", "profiles", "cli");
    }

    private static void below(String module, String... others) {
        String[] forbidden = Stream.of(others).map(other -> ROOT + other + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(classes);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("dev.immure.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void noClassIsNamedAfterNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)(\\$.*)?")
                .check(classes);
    }

    /** Packages, without the common root, that depend on the given ones from outside; with one dependency as evidence. */
    private static Map<String, String> usersOf(String... packages) {
        Map<String, String> users = new TreeMap<>();
        DescribedPredicate<JavaClass> used = resideInAnyPackage(packages);
        for (JavaClass type : classes) {
            if (!used.test(type)) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> used.test(dependency.getTargetClass()))
                        .findFirst()
                        .ifPresent(dependency ->
                                users.put(type.getPackageName().substring(ROOT.length()), dependency.getDescription()));
            }
        }
        return users;
    }
}
