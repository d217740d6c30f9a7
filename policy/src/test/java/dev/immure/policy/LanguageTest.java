package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.immure.core.Fault;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the language refuses: each case is a policy in order with one part changed. */
class LanguageTest {
    private static final String SAY = "decision.warn(\"W\", \"t\");";

    private static String rule(String attributes, String when, String then) {
        return "rule \"ABC-001 a rule\" " + attributes + "\nwhen\n" + when + "\nthen\n" + then + "\nend\n";
    }

    private static String when(String when) {
        return rule("", when, SAY);
    }

    private static String then(String then) {
        return rule("", "ImageFacts( $name : name, $labels : user )", then);
    }

    private static Arguments whenIs(String when, PolicyFaultCode code) {
        return arguments(when, when(when), code, 3);
    }

    private static Arguments thenIs(String then, PolicyFaultCode code) {
        return arguments(then, then(then), code, 5);
    }

    private static Arguments headIs(String head, PolicyFaultCode code) {
        return arguments(head, head + "\n" + when(""), code, 1);
    }

    private static Arguments attributeIs(String attribute, PolicyFaultCode code) {
        return arguments(attribute, rule(attribute, "", SAY), code, 1);
    }

    private static String times(int count, String text, String between) {
        return IntStream.range(0, count).mapToObj(i -> text).collect(Collectors.joining(between));
    }

    static Stream<Arguments> refused() {
        return Stream.of(heads(), attributes(), elements(), conditions(), consequences(), bounds())
                .flatMap(s -> s);
    }

    private static Stream<Arguments> heads() {
        return Stream.of(
                headIs("import java.lang.Runtime", PolicyFaultCode.IMPORT),
                headIs("import java.lang.*", PolicyFaultCode.IMPORT),
                headIs("import dev.immure.policy.PolicyBundle", PolicyFaultCode.IMPORT),
                headIs("import dev.immure.policy.internal.drl.*", PolicyFaultCode.IMPORT),
                headIs("import static java.lang.System.exit", PolicyFaultCode.FUNCTION_IMPORT),
                headIs("import function java.lang.System.exit", PolicyFaultCode.FUNCTION_IMPORT),
                headIs("import accumulate a.b.C f", PolicyFaultCode.ACCUMULATE_IMPORT),
                headIs("global java.util.List decision", PolicyFaultCode.GLOBAL),
                headIs("global dev.immure.policy.Decision other", PolicyFaultCode.GLOBAL),
                headIs("function int f() { return 1; }", PolicyFaultCode.FUNCTION),
                headIs("declare Foo x : int end", PolicyFaultCode.DECLARATION),
                headIs("declare enum Foo A; end", PolicyFaultCode.DECLARATION),
                headIs("declare entry-point foo end", PolicyFaultCode.DECLARATION),
                headIs("declare window W ImageFacts() over window:length(1) end", PolicyFaultCode.DECLARATION),
                headIs("package a; unit Foo;", PolicyFaultCode.UNIT),
                headIs("dialect \"mvel\"", PolicyFaultCode.PACKAGE_ATTRIBUTE),
                headIs("no-loop true", PolicyFaultCode.PACKAGE_ATTRIBUTE),
                headIs("query \"q\" ImageFacts() end", PolicyFaultCode.QUERY),
                arguments("no three letters", when("").replace("ABC", "AB"), PolicyFaultCode.RULE_NAME, 1),
                arguments(
                        "no name in quotes",
                        when("").replace("\"ABC-001 a rule\"", "ABC"),
                        PolicyFaultCode.RULE_NAME,
                        1),
                arguments(
                        "a quote in a name",
                        when("").replace("a rule", "\\\" + x + \\\""),
                        PolicyFaultCode.RULE_NAME,
                        1),
                arguments("extends", rule("extends \"ABC-000\"", "", SAY), PolicyFaultCode.EXTENDS, 1),
                arguments("twice", when("") + when(""), PolicyFaultCode.RULE_TWICE, 7));
    }

    private static Stream<Arguments> attributes() {
        return Stream.of(
                attributeIs("no-loop true", PolicyFaultCode.ATTRIBUTE),
                attributeIs("lock-on-active", PolicyFaultCode.ATTRIBUTE),
                attributeIs("auto-focus true", PolicyFaultCode.ATTRIBUTE),
                attributeIs("agenda-group \"a\"", PolicyFaultCode.ATTRIBUTE),
                attributeIs("activation-group \"a\"", PolicyFaultCode.ATTRIBUTE),
                attributeIs("ruleflow-group \"a\"", PolicyFaultCode.ATTRIBUTE),
                attributeIs("dialect \"java\"", PolicyFaultCode.ATTRIBUTE),
                attributeIs("enabled false", PolicyFaultCode.ATTRIBUTE),
                attributeIs("duration 10", PolicyFaultCode.ATTRIBUTE),
                attributeIs("timer (int: 1s 1s)", PolicyFaultCode.ATTRIBUTE),
                attributeIs("calendars \"c\"", PolicyFaultCode.ATTRIBUTE),
                attributeIs("salience 1000000", PolicyFaultCode.SALIENCE),
                attributeIs("salience ( 1 + 1 )", PolicyFaultCode.SALIENCE),
                attributeIs("date-effective \"01-Jan-2026\"", PolicyFaultCode.DATE),
                attributeIs("date-expires \"2026-02-30\"", PolicyFaultCode.DATE),
                attributeIs("salience 1 salience 2", PolicyFaultCode.ATTRIBUTE),
                attributeIs(
                        "date-expires \"2026-01-01\" /* \" */ date-expires \"2027-01-01\"", PolicyFaultCode.ATTRIBUTE),
                attributeIs("@owner(me)", PolicyFaultCode.ANNOTATION));
    }

    private static Stream<Arguments> elements() {
        return Stream.of(
                whenIs("ImageFacts() from $x.list", PolicyFaultCode.SOURCE),
                whenIs("ImageFacts() from entry-point \"e\"", PolicyFaultCode.SOURCE),
                whenIs("Number() from accumulate( MountRequest( $s : source ), count( $s ) )", PolicyFaultCode.SOURCE),
                whenIs("java.util.List() from collect( MountRequest() )", PolicyFaultCode.SOURCE),
                arguments(
                        "accumulate",
                        when("accumulate( MountRequest( $s : source ); $n : count( $s ) )"),
                        PolicyFaultCode.SOURCE,
                        3),
                arguments("forall", when("forall( MountRequest( readOnly ) )"), PolicyFaultCode.ELEMENT, 1),
                whenIs("not ( not MountRequest() )", PolicyFaultCode.ELEMENT),
                whenIs("not ( MountRequest() or CapabilityRequest() )", PolicyFaultCode.ELEMENT),
                whenIs("ImageFacts() over window:length(1)", PolicyFaultCode.WINDOW),
                whenIs("ImageFacts( \"a\", \"b\"; )", PolicyFaultCode.PATTERN_FORM),
                whenIs("?other( \"a\"; )", PolicyFaultCode.PATTERN_FORM),
                whenIs("$i := ImageFacts()", PolicyFaultCode.PATTERN_FORM),
                whenIs("ImageFacts() @watch( name )", PolicyFaultCode.ANNOTATION),
                arguments(
                        "named",
                        when("ImageFacts() do[x]").replace("end\n", "then[x]\n" + SAY + "\nend\n"),
                        PolicyFaultCode.NAMED_CONSEQUENCE,
                        1),
                whenIs("String()", PolicyFaultCode.FACT_TYPE),
                whenIs("Object()", PolicyFaultCode.FACT_TYPE),
                whenIs("java.lang.Runtime()", PolicyFaultCode.FACT_TYPE),
                whenIs("dev.immure.policy.internal.Foo()", PolicyFaultCode.FACT_TYPE),
                whenIs("ImageFacts[]()", PolicyFaultCode.SYNTAX),
                whenIs("$ : ImageFacts()", PolicyFaultCode.VARIABLE),
                whenIs("image : ImageFacts()", PolicyFaultCode.VARIABLE));
    }

    private static Stream<Arguments> conditions() {
        return Stream.of(
                whenIs("ImageFacts( class == \"x\" )", PolicyFaultCode.FIELD),
                whenIs("ImageFacts( manifest == \"x\" )", PolicyFaultCode.FIELD),
                whenIs("ImageFacts( this == \"x\" )", PolicyFaultCode.FIELD),
                whenIs("ImageFacts( name.length == 3 )", PolicyFaultCode.OPERATOR),
                whenIs("ImageFacts( name() == \"x\" )", PolicyFaultCode.OPERATOR),
                whenIs("ImageFacts( name soundslike \"x\" )", PolicyFaultCode.OPERATOR),
                whenIs("ImageFacts( name str[length] 3 )", PolicyFaultCode.OPERATOR),
                whenIs("ImageFacts( name < \"x\" )", PolicyFaultCode.OPERATOR),
                whenIs("ImageFacts( layers matches \"1\" )", PolicyFaultCode.OPERATOR),
                whenIs("ImageFacts( entrypoint == \"x\" )", PolicyFaultCode.OPERATOR),
                whenIs("ImageFacts( layers == \"1\" )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( name == 1 )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( name == null )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( layers > 1.5 )", PolicyFaultCode.CONSTRAINT),
                whenIs("ImageFacts( layers > 010 )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( layers > 0x10 )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( layers > 9223372036854775808L )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( layers > Long.MAX_VALUE )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( layers == layers + 1 )", PolicyFaultCode.CONSTRAINT),
                whenIs("ImageFacts( layers == layers )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( name in (\"a\", 1) )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( name in (\"a\", $x) )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( name )", PolicyFaultCode.CONSTRAINT),
                whenIs("ImageFacts( labels == \"x\" )", PolicyFaultCode.CONSTRAINT),
                whenIs("ImageFacts( labels[0] == \"x\" )", PolicyFaultCode.CONSTRAINT),
                whenIs("ImageFacts( name == \"a\" == true )", PolicyFaultCode.CONSTRAINT),
                whenIs("ImageFacts( name == (\"a\" || \"b\") )", PolicyFaultCode.LITERAL),
                whenIs("ImageFacts( name == \"a\\n\" )", PolicyFaultCode.CONSTRAINT),
                whenIs("ImageFacts( name matches \"(a)\\\\1\" )", PolicyFaultCode.REGEX),
                whenIs("ImageFacts( name matches \"a*+\" )", PolicyFaultCode.REGEX),
                whenIs("ImageFacts( name matches \"(?=a)\" )", PolicyFaultCode.REGEX),
                whenIs("ImageFacts( name matches \"(.*a){12}$\" )", PolicyFaultCode.REGEX),
                whenIs("ImageFacts( name == $other )", PolicyFaultCode.VARIABLE),
                whenIs("$i : ImageFacts( name == $i )", PolicyFaultCode.VARIABLE),
                whenIs("ImageFacts( $x : name, $x : user )", PolicyFaultCode.VARIABLE),
                whenIs("ImageFacts( $x : labels[\"a\"] )", PolicyFaultCode.VARIABLE),
                whenIs("not MountRequest( $s : source ) ImageFacts( name == $s )", PolicyFaultCode.VARIABLE),
                whenIs(
                        "( ImageFacts( $s : name ) or RunRequest() ) HostFacts( kernelRelease == $s )",
                        PolicyFaultCode.VARIABLE));
    }

    private static Stream<Arguments> consequences() {
        return Stream.of(
                arguments("nothing", then(""), PolicyFaultCode.CONSEQUENCE, 4),
                thenIs("decision.warn(\"W\", \"t\")", PolicyFaultCode.CONSEQUENCE),
                thenIs("other.warn(\"W\", \"t\");", PolicyFaultCode.CONSEQUENCE),
                thenIs("while (true) {}", PolicyFaultCode.CONSEQUENCE),
                thenIs("insert( new CapabilityRequest(\"CAP_KILL\") );", PolicyFaultCode.CONSEQUENCE),
                thenIs("System.exit(0);", PolicyFaultCode.CONSEQUENCE),
                thenIs("decision.warn(\"W\", \"t\" + \"u\");", PolicyFaultCode.CONSEQUENCE),
                thenIs("decision.warn(\"W\", \"{}\", 1);", PolicyFaultCode.CONSEQUENCE),
                thenIs("decision.warn(\"W\", \"{}\", $name.length());", PolicyFaultCode.CONSEQUENCE),
                thenIs("drools.halt();", PolicyFaultCode.CONSEQUENCE),
                thenIs("decision.getClass();", PolicyFaultCode.VERB),
                thenIs("decision.allow(\"W\", \"t\");", PolicyFaultCode.VERB),
                thenIs("decision.warn(\"w\", \"t\");", PolicyFaultCode.REASON_CODE),
                thenIs("decision.warn(\"POLICY-NO-RULE\", \"t\");", PolicyFaultCode.REASON_CODE),
                thenIs("decision.warn(\"W\", \"{}\");", PolicyFaultCode.TEMPLATE),
                thenIs("decision.warn(\"W\", \"t\", $name);", PolicyFaultCode.TEMPLATE),
                thenIs("decision.warn(\"W\", \"{}\", $other);", PolicyFaultCode.VARIABLE),
                thenIs("decision.require(\"cap-memory\", \"many\");", PolicyFaultCode.OBLIGATION),
                thenIs("decision.require(\"read-only-root\", \"yes\");", PolicyFaultCode.OBLIGATION),
                thenIs("decision.require(\"raise-memory\", \"1g\");", PolicyFaultCode.OBLIGATION),
                thenIs(times(17, SAY, " "), PolicyFaultCode.SIZE));
    }

    private static Stream<Arguments> bounds() {
        return Stream.of(
                arguments("five patterns", when(times(5, "ImageFacts()", " ")), PolicyFaultCode.JOIN, 1),
                arguments(
                        "five patterns in not",
                        when("not ( " + times(5, "ImageFacts()", " and ") + " )"),
                        PolicyFaultCode.JOIN,
                        1),
                arguments("three facts of many", when(times(3, "MountRequest()", " ")), PolicyFaultCode.WORK, 1),
                arguments(
                        "nine alternatives",
                        when("( " + times(9, "ImageFacts()", " or ") + " )"),
                        PolicyFaultCode.ALTERNATIVES,
                        1),
                arguments(
                        "four two-way or",
                        when(times(4, "( ImageFacts() or RunRequest() )", " ")),
                        PolicyFaultCode.ALTERNATIVES,
                        1),
                arguments(
                        "sixteen two-way or",
                        when(times(16, "( ImageFacts() or RunRequest() )", " ")),
                        PolicyFaultCode.ALTERNATIVES,
                        1),
                whenIs("ImageFacts( name in (" + times(257, "\"a\"", ",") + ") )", PolicyFaultCode.SIZE),
                whenIs("ImageFacts( name == \"" + "a".repeat(513) + "\" )", PolicyFaultCode.SIZE),
                whenIs("ImageFacts( " + "(".repeat(16) + "readOnly" + ")".repeat(16) + " )", PolicyFaultCode.NESTING),
                arguments("no end of a comment", "/* " + when(""), PolicyFaultCode.SYNTAX, 1),
                arguments("no end of a string", when("ImageFacts( name == \"a )"), PolicyFaultCode.SYNTAX, 3),
                arguments("no end of a rule", when("").replace("end\n", ""), PolicyFaultCode.SYNTAX, 6),
                arguments("carriage return", when("").replace("\nwhen", "\r\nwhen"), PolicyFaultCode.CONTROL, 1),
                arguments("right-to-left override", when("// \u202e"), PolicyFaultCode.CONTROL, 3),
                arguments("no-break space", when("ImageFacts( name == \"a\u00a0\" )"), PolicyFaultCode.CONTROL, 3),
                arguments("filler", when("ImageFacts( name == \"a\u3164\" )"), PolicyFaultCode.CONTROL, 3),
                arguments("selector", when("ImageFacts( name == \"a\ufe0f\" )"), PolicyFaultCode.CONTROL, 3),
                arguments("empty Braille", when("ImageFacts( name == \"a\u2800\" )"), PolicyFaultCode.CONTROL, 3),
                arguments("zero-width space", when("ImageFacts( name\u200b == \"a\" )"), PolicyFaultCode.CONTROL, 3),
                arguments("single quotes", when("ImageFacts( name == 'a' )"), PolicyFaultCode.QUOTE, 3));
    }

    @ParameterizedTest(name = "{2}: {0}")
    @MethodSource("refused")
    void refusesAtItsPlace(String what, String drl, PolicyFaultCode code, int line) {
        assertThat(Policies.faults(drl))
                .extracting(Fault::code, Fault::on)
                .contains(org.assertj.core.groups.Tuple.tuple(code, "test.drl:" + line));
    }

    @Test
    void hasACaseForEveryCodeOfTheLanguage() {
        Set<PolicyFaultCode> elsewhere = Set.of(
                PolicyFaultCode.UNREADABLE,
                PolicyFaultCode.NOT_REGULAR,
                PolicyFaultCode.EMPTY,
                PolicyFaultCode.RULE_COUNT,
                PolicyFaultCode.BUNDLE,
                PolicyFaultCode.PERMISSIONS,
                PolicyFaultCode.FILE_NAME,
                PolicyFaultCode.MANIFEST,
                PolicyFaultCode.WAIVER,
                PolicyFaultCode.WAIVER_UNUSED,
                PolicyFaultCode.BASE,
                PolicyFaultCode.PARAMETER,
                PolicyFaultCode.PARAMETER_UNKNOWN,
                PolicyFaultCode.PARAMETER_KIND,
                PolicyFaultCode.PARAMETER_UNUSED,
                PolicyFaultCode.ENCODING,
                PolicyFaultCode.UNICODE_ESCAPE,
                PolicyFaultCode.PARSE_TIME,
                PolicyFaultCode.EVAL,
                PolicyFaultCode.FACT_SIZE,
                PolicyFaultCode.FACT_VALUE,
                PolicyFaultCode.FACTS_JSON,
                PolicyFaultCode.DATA); // CompiledPolicyTest
        Set<Object> covered = refused().map(a -> a.get()[2]).collect(Collectors.toSet());
        Set<PolicyFaultCode> open = new TreeSet<>(Arrays.asList(PolicyFaultCode.values()));
        open.removeAll(elsewhere);
        // DecisionTableTest and WorkbookTest.
        open.removeIf(code -> code.name().startsWith("TABLE_"));
        // What lies beside the rules has tests of its own: WaiverTest, ParameterTest, ScenarioTest.
        open.removeIf(code -> code.name().matches("(WAIVER|PARAMETER|SCENARIO).*"));
        assertThat(covered).containsAll(open);
    }

    @Test
    void tellsAllFaultsOfABundleAtOnce() {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("a.drl", when("ImageFacts( nme == \"x\", layers == \"1\" )").getBytes(StandardCharsets.UTF_8));
        files.put("b.drl", then("decision.allow();").replace("ABC", "ABD").getBytes(StandardCharsets.UTF_8));
        files.put("c.drl", "rule\n".getBytes(StandardCharsets.UTF_8));

        assertThat(PolicyBundle.compile("test", files))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Rejected.class,
                        rejected -> assertThat(rejected.faults())
                                .extracting(Fault::on)
                                .containsExactly("a.drl:3", "a.drl:3", "b.drl:5", "c.drl:2"));
    }

    @Test
    void refusesBytesThatAreNotUtf8AndTextThatIsNotNormal() {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("a.drl", new byte[] {'/', '/', (byte) 0xff});
        files.put("b.drl", "// e\u0301\n".getBytes(StandardCharsets.UTF_8));
        files.put("c.drl", new byte[256 * 1024 + 1]);

        assertThat(PolicyBundle.compile("test", files))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Rejected.class,
                        rejected -> assertThat(rejected.faults())
                                .extracting(Fault::code)
                                .containsExactly(
                                        PolicyFaultCode.ENCODING, PolicyFaultCode.ENCODING, PolicyFaultCode.SIZE));
    }

    @Test
    void boundsTheWorkOfABundleAsAWhole() {
        String drl = IntStream.range(0, 300)
                .mapToObj(i -> when("MountRequest() CapabilityRequest()").replace("ABC-001", "ABC-" + (100 + i)))
                .collect(Collectors.joining());
        assertThat(Policies.faults(drl)).extracting(Fault::code).containsExactly(PolicyFaultCode.WORK);
    }

    @Test
    void boundsTheNumberOfRules() {
        String one = "rule \"%s\" when then decision.warn(\"W\", \"t\"); end\n";
        TreeMap<String, byte[]> files = new TreeMap<>();
        for (int file = 0; file < 6; file++) {
            String letters = "AB" + (char) ('A' + file);
            files.put(
                    letters + ".drl",
                    IntStream.range(0, 1000)
                            .mapToObj(i -> one.replace(
                                    "%s",
                                    letters + "-" + Integer.toString(1000 + i).substring(1)))
                            .collect(Collectors.joining())
                            .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(PolicyBundle.compile("test", files))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Rejected.class,
                        rejected -> assertThat(rejected.faults())
                                .extracting(Fault::code)
                                .containsExactly(PolicyFaultCode.RULE_COUNT));
        files.remove("ABF.drl");
        assertThat(PolicyBundle.compile("test", files)).isInstanceOf(PolicyCompilation.Compiled.class);
    }

    @Test
    void aWordInANameOrACommentIsNoAttribute() {
        assertThat(Policies.faults(rule("salience 1 // salience 2\n/* salience 3 */", "", SAY)
                        .replace("a rule", "salience")))
                .isEmpty();
    }

    @Test
    void acceptsPackageImportsAndTheGlobal() {
        String head =
                "package my.policy; import dev.immure.policy.*; import dev.immure.policy.ImageFacts\nglobal dev.immure.policy.Decision decision;\n";
        assertThat(Policies.faults(head + when("$i : dev.immure.policy.ImageFacts( /* in */ layers // out\n > 1 )")))
                .isEmpty();
    }
}
