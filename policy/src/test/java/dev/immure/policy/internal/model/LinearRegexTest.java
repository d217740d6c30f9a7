package dev.immure.policy.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearRegexTest {
    private static final List<String> ATOMS = List.of(
            "a",
            "b",
            "-",
            "/",
            ".",
            "[ab]",
            "[^a]",
            "[a-c/]",
            "[\\d_]",
            "[a\\-z]",
            "[-a]",
            "[a-]",
            "\\d",
            "\\w",
            "\\s",
            "\\D",
            "\\W",
            "\\S",
            "\\.",
            "\\-",
            "\\/",
            "é",
            "\uD83D\uDE00",
            "[\uD83D\uDE00-\uD83D\uDE10]");
    private static final List<String> QUANTIFIERS = List.of("", "", "", "*", "+", "?", "{2}", "{0,1}", "{1,}", "{0}");
    private static final String ALPHABET = "aabbc-/._ 1é\n\u2028";

    @Test
    void readsWhatItAcceptsAsJavaDoes() {
        SplittableRandom random = new SplittableRandom(11);
        int held = 0;
        for (int i = 0; i < 3000; i++) {
            String source = regex(random, 2);
            LinearRegex ours = LinearRegex.compile(source);
            Pattern theirs = Pattern.compile(source);
            for (int j = 0; j < 20; j++) {
                String text = text(random);
                boolean matches = theirs.matcher(text).matches();
                assertThat(ours.matches(text)).as("%s on \"%s\"", source, text).isEqualTo(matches);
                held += matches ? 1 : 0;
            }
        }
        assertThat(held).as("both answers are seen often").isBetween(3_000, 57_000);
    }

    private static String regex(SplittableRandom random, int depth) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int kind = random.nextInt(10);
            String atom = kind < 8 || depth == 0
                    ? ATOMS.get(random.nextInt(ATOMS.size()))
                    : (kind == 8 ? "(" : "(?:") + regex(random, depth - 1) + "|" + regex(random, depth - 1) + ")";
            out.append(atom).append(QUANTIFIERS.get(random.nextInt(QUANTIFIERS.size())));
        }
        return out.length() > 40 ? "a" : out.toString();
    }

    private static String text(SplittableRandom random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int at = random.nextInt(ALPHABET.length() + 1);
            out.append(at == ALPHABET.length() ? "\uD83D\uDE00" : ALPHABET.substring(at, at + 1));
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a)\\1",
                "(?=a)",
                "(?!a)",
                "(?<=a)",
                "(?<n>a)",
                "(?i)a",
                "(?>a)",
                "a*?",
                "a++",
                "a**",
                "a{2}{3}",
                "^a",
                "a$",
                "\\ba",
                "\\p{L}",
                "\\Qa\\E",
                "\\x41",
                "\\cA",
                "\\0101",
                "\\n",
                "\\R",
                "[[a]b]",
                "[a&&b]",
                "[]",
                "[^]",
                "[a",
                "[b-a]",
                "[\\d-z]",
                "[a-\\d]",
                "[\\D]",
                "(a",
                "a)",
                "*a",
                "+",
                "?",
                "{2}",
                "a{",
                "a{x}",
                "a{2,1}",
                "a{201}",
                "a{99999}",
                "\\",
                "a]",
                "a}",
                "(((((((((((((((((a)))))))))))))))))"
            })
    void refusesWhatIsNotInTheSubset(String source) {
        assertThatThrownBy(() -> LinearRegex.compile(source)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsTheStates() {
        assertThat(LinearRegex.compile("a{200}").states()).isEqualTo(201);
        assertThatThrownBy(() -> LinearRegex.compile("(a{100}){100}")).hasMessageContaining("256 states");
        assertThatThrownBy(() -> LinearRegex.compile("((a{0,50}){0,50}){0,50}")).hasMessageContaining("256 states");
        assertThatThrownBy(() -> LinearRegex.compile("a".repeat(1025))).hasMessageContaining("1024 characters");
    }

    /** Backtracking takes 2^n or n^60 steps for these; this takes texts times states. */
    @Test
    void isNotSlowedDownByWhatSlowsBacktracking() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (String source : List.of("(.*a){60}b", "(a*)*b", "(a|a)*b", "(a?){60}a{60}b")) {
                assertThat(LinearRegex.compile(source).matches("a".repeat(4096)))
                        .isFalse();
            }
        });
    }
}
