package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.immure.core.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kie.api.runtime.KieSession;

/** Ways to run Java from DRL: each works in Drools itself, and each is refused with its place and its own code. */
class InjectionTest {
    private static final String HEAD =
            "package immure.oracle; import dev.immure.policy.*; global dev.immure.policy.Decision decision;\n";
    private static final String CALL = "dev.immure.policy.Payload.run()";
    private static final String SAY = "decision.warn(\"W\", \"t\");";

    /** A whole rule from its parts; the rule begins on line 2, its condition is on line 4, its consequence on line 6. */
    private static String rule(String name, String attributes, String when, String then) {
        return HEAD + "rule \"" + name + "\" " + attributes + "\nwhen\n" + when + "\nthen\n" + then + "\nend\n";
    }

    private static String when(String when) {
        return rule("ABC-001", "", when, SAY);
    }

    private static String then(String then) {
        return rule("ABC-001", "", "", then);
    }

    private static String attribute(String attribute) {
        return rule("ABC-001", attribute, "", SAY);
    }

    /** What ends a Java string literal in generated code, calls, and opens the next. */
    private static String breakout(String quote) {
        return "a" + quote + " + dev.immure.policy.Payload.text() + " + quote + "b";
    }

    /** For a name in an attribute of the generated builder. */
    private static final String ESCAPE = "\\u0022";
    /** The same for where DRL takes the quote as it is. */
    private static final String QUOTE = "\\\"";

    static Stream<Arguments> attacks() {
        return Stream.of(
                arguments("Java in a consequence", then(CALL + ";"), "CONSEQUENCE", 6),
                arguments("Java after a statement", then(SAY + " " + CALL + ";"), "CONSEQUENCE", 6),
                arguments(
                        "Java in an argument",
                        then("decision.warn(\"W\", " + "dev.immure.policy.Payload.text());"),
                        "CONSEQUENCE",
                        6),
                arguments(
                        "Java by concatenation", then("decision.warn(\"W\", \"\" + " + CALL + ");"), "CONSEQUENCE", 6),
                arguments("MVEL in a consequence", rule("ABC-001", "dialect \"mvel\"", "", CALL + ";"), "ATTRIBUTE", 2),
                arguments("call in a condition", when("ImageFacts( " + CALL + " == true )"), "FIELD", 4),
                arguments(
                        "call of a method of a field",
                        when("ImageFacts( reference.concat(dev.immure.policy.Payload.text()) != \"x\" )"),
                        "OPERATOR",
                        4),
                arguments(
                        "walk over properties",
                        when("ImageFacts( reference.getClass().getName() == \"java.lang.String\" && " + CALL + " )"),
                        "OPERATOR",
                        4),
                arguments("eval as an element", when("eval( " + CALL + " )"), "EVAL", 2),
                arguments("eval in a condition", when("ImageFacts( eval( " + CALL + " ) )"), "EVAL", 4),
                arguments("from an expression", when("String() from dev.immure.policy.Payload.text()"), "SOURCE", 4),
                arguments(
                        "function",
                        HEAD + "function boolean f() { return " + CALL
                                + "; }\nrule \"ABC-001\" when eval( f() ) then end\n",
                        "FUNCTION",
                        2),
                arguments(
                        "imported function",
                        HEAD + "import function dev.immure.policy.Payload.run\nrule \"ABC-001\" when then run(); end\n",
                        "FUNCTION-IMPORT",
                        2),
                arguments(
                        "imported accumulate function",
                        HEAD + "import accumulate dev.immure.policy.PayloadFunction pay\n"
                                + "rule \"ABC-001\" when accumulate( ImageFacts( $n : name ); $r : pay( $n ) ) then end\n",
                        "ACCUMULATE-IMPORT",
                        2),
                arguments(
                        "imported class",
                        HEAD + "import dev.immure.policy.Payload\nrule \"ABC-001\" when then Payload.run(); end\n",
                        "IMPORT",
                        2),
                arguments(
                        "default of a declared type",
                        HEAD + "declare Extra value : String = dev.immure.policy.Payload.text() end\n"
                                + "rule \"ABC-001\" when then insert( new Extra() ); end\n",
                        "DECLARATION",
                        2),
                arguments(
                        "salience by expression",
                        attribute("salience ( dev.immure.policy.Payload.number() )"),
                        "SALIENCE",
                        2),
                arguments("enabled by expression", attribute("enabled ( " + CALL + " )"), "ATTRIBUTE", 2),
                arguments(
                        "escaped line feed after a comment",
                        then(SAY + " // \\u000a " + CALL + ";"),
                        "UNICODE-ESCAPE",
                        6),
                arguments(
                        "escaped quote in a consequence",
                        then("decision.warn(\"W\", \"" + breakout(ESCAPE) + "\");"),
                        "UNICODE-ESCAPE",
                        6),
                arguments(
                        "escaped quote in a literal",
                        when("ImageFacts( reference == \"" + breakout(ESCAPE) + "\" )"),
                        "UNICODE-ESCAPE",
                        4),
                arguments(
                        "escaped quote in a regular expression",
                        when("ImageFacts( reference matches \"" + breakout(ESCAPE) + "\" )"),
                        "UNICODE-ESCAPE",
                        4),
                arguments(
                        "literal in single quotes",
                        when("ImageFacts( reference == '" + breakout("\"") + "' )"),
                        "QUOTE",
                        4),
                arguments("escaped quote in a rule name", rule(breakout(ESCAPE), "", "", SAY), "UNICODE-ESCAPE", 2),
                arguments(
                        "escaped quote in an activation group",
                        attribute("activation-group \"" + breakout(ESCAPE) + "\""),
                        "UNICODE-ESCAPE",
                        2),
                arguments(
                        "escaped quote in an agenda group",
                        attribute("agenda-group \"" + breakout(ESCAPE) + "\""),
                        "UNICODE-ESCAPE",
                        2),
                arguments(
                        "escaped quote in an entry point",
                        when("ImageFacts() from entry-point \"" + breakout(ESCAPE) + "\""),
                        "UNICODE-ESCAPE",
                        4),
                arguments(
                        "escaped quote in a query name",
                        HEAD + "query \"" + breakout(ESCAPE) + "\"\nImageFacts()\nend\n"
                                + rule("ABC-001", "", "", SAY).substring(HEAD.length()),
                        "UNICODE-ESCAPE",
                        2),
                arguments("quote in a rule name", rule(breakout(QUOTE), "", "", SAY), "RULE-NAME", 2),
                arguments(
                        "quote in an activation group",
                        attribute("activation-group \"" + breakout(QUOTE) + "\""),
                        "ATTRIBUTE",
                        2),
                arguments(
                        "quote in an agenda group",
                        attribute("agenda-group \"" + breakout(QUOTE) + "\""),
                        "ATTRIBUTE",
                        2),
                arguments(
                        "quote in an entry point",
                        when("ImageFacts() from entry-point \"" + breakout(QUOTE) + "\""),
                        "SOURCE",
                        4),
                arguments(
                        "quote in a query name",
                        HEAD + "query \"" + breakout(QUOTE) + "\"\nImageFacts()\nend\n"
                                + rule("ABC-001", "", "", SAY).substring(HEAD.length()),
                        "QUERY",
                        2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void runsInDroolsAndIsRefusedHere(String attack, String drl, String code, int line) {
        int before = Payload.runs();
        runWithDrools(drl);
        int after = Payload.runs();
        assertThat(after).as("the attack runs in plain Drools").isGreaterThan(before);

        List<Fault> faults = Policies.faults(drl);

        assertThat(faults).anySatisfy(fault -> {
            assertThat(fault.code().id()).isEqualTo("IMM-POLICY-" + code);
            assertThat(fault.on()).isEqualTo("test.drl:" + line);
        });
        assertThat(Payload.runs()).as("and not here").isEqualTo(after);
    }

    /** Set this property to write the seeds instead of comparing them. */
    private static final String WRITE = "immure.docs.write";

    private static final Path SEEDS =
            Path.of("../fuzz-tests/src/test/resources/dev/immure/fuzz/PolicyFuzzTestInputs/aPolicyIsReadOrRefused");

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void isASeedOfTheFuzzHarness(String attack, String drl) throws IOException {
        Path seed = SEEDS.resolve(attack.replace(' ', '-') + ".drl");
        if (Boolean.getBoolean(WRITE)) {
            Files.createDirectories(SEEDS);
            Files.writeString(seed, drl);
        }
        assertThat(seed).as("-D" + WRITE + "=true writes it").hasContent(drl);
    }

    private static void runWithDrools(String drl) {
        KieSession session = Oracle.compile(drl).newSession();
        try {
            session.setGlobal("decision", new Ruling(true));
            Inputs.valid().build().facts().forEach(session::insert);
            session.fireAllRules(100);
        } finally {
            session.dispose();
        }
    }

    @Test
    void refusesARuleNameThatIsJavaWithoutAnyEscape() {
        assertThat(Policies.faults(rule("ABC-001 a.b();", "", "", SAY)))
                .extracting(fault -> fault.code().id())
                .containsExactly("IMM-POLICY-RULE-NAME");
    }
}
