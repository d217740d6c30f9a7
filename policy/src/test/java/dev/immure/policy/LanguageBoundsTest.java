package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.immure.core.Fault;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bound of the language: what stands at it is accepted, and one more is refused. */
class LanguageBoundsTest {
    private static final String SAY = "decision.warn(\"W\", \"t\");";
    private static final int FILE_BYTES = 256 * 1024;
    private static final int RULES = 5000;

    private static String rule(String when, String then) {
        return "rule \"ABC-001\"\nwhen\n" + when + "\nthen\n" + then + "\nend\n";
    }

    private static String times(int count, String text, String between) {
        return IntStream.range(0, count).mapToObj(i -> text).collect(Collectors.joining(between));
    }

    private static Arguments bound(String what, int most, PolicyFaultCode code, IntFunction<String> drl) {
        return arguments(what, most, code, drl);
    }

    static Stream<Arguments> bounds() {
        return Stream.of(
                bound("patterns of a rule", 4, PolicyFaultCode.JOIN, n -> rule(times(n, "ImageFacts()", " "), SAY)),
                bound(
                        "alternatives of a rule",
                        8,
                        PolicyFaultCode.ALTERNATIVES,
                        n -> rule("( " + times(n, "ImageFacts()", " or ") + " )", SAY)),
                bound(
                        "brackets in brackets",
                        16,
                        PolicyFaultCode.NESTING,
                        n -> rule("ImageFacts( " + "(".repeat(n - 1) + "layers > 1" + ")".repeat(n - 1) + " )", SAY)),
                bound("statements of a rule", 16, PolicyFaultCode.SIZE, n -> rule("", times(n, SAY, "\n"))),
                bound(
                        "values of one 'in'",
                        256,
                        PolicyFaultCode.SIZE,
                        n -> rule("ImageFacts( name in ( " + times(n, "\"a\"", ", ") + " ) )", SAY)),
                bound(
                        "length of a text",
                        512,
                        PolicyFaultCode.SIZE,
                        n -> rule("ImageFacts( name == \"" + "a".repeat(n) + "\" )", SAY)),
                bound(
                        "states of a regular expression, its end included",
                        256,
                        PolicyFaultCode.REGEX,
                        n -> rule("ImageFacts( name matches \"a{200}b{" + (n - 201) + "}\" )", SAY)),
                bound(
                        "combinations of facts of a rule: 16,000 components, and three facts of which there is one",
                        3,
                        PolicyFaultCode.WORK,
                        n -> rule(
                                "SbomComponent() ImageFacts() ImageFacts() "
                                        + (n > 3 ? "MountRequest()" : "ImageFacts()"),
                                SAY)),
                bound("bytes of a file", FILE_BYTES, PolicyFaultCode.SIZE, n -> {
                    String one = rule("", SAY);
                    return one + "/" + "/".repeat(n - one.length() - 2) + "\n";
                }));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bounds")
    void acceptsWhatStandsAtTheBoundAndRefusesOneMore(
            String what, int most, PolicyFaultCode code, IntFunction<String> drl) {
        assertThat(Policies.faults(drl.apply(most))).as("at the bound").isEmpty();
        assertThat(Policies.faults(drl.apply(most + 1)))
                .as("beyond it")
                .extracting(Fault::code)
                .contains(code);
    }

    @Test
    void acceptsAsManyRulesAsThereMayBeAndRefusesOneMore() {
        SortedMap<String, byte[]> files = rules(RULES);
        assertThat(PolicyBundle.compile("test", files)).isInstanceOf(PolicyCompilation.Compiled.class);
        files.put("z.drl", rule("", SAY).getBytes(StandardCharsets.UTF_8));
        assertThat(PolicyBundle.compile("test", files))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Rejected.class,
                        rejected -> assertThat(rejected.faults())
                                .extracting(Fault::code)
                                .containsExactly(PolicyFaultCode.RULE_COUNT));
    }

    /** In files of a thousand, named XAA-000 to XAE-999. */
    private static SortedMap<String, byte[]> rules(int count) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        for (int file = 0; file * 1000 < count; file++) {
            String letters = "XA" + (char) ('A' + file);
            files.put(
                    letters + ".drl",
                    IntStream.range(0, 1000)
                            .mapToObj(i -> "rule \"%s-%03d\" when then %s end%n".formatted(letters, i, SAY))
                            .collect(Collectors.joining())
                            .getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }
}
