package dev.immure.signing.internal.sigstore.fulcio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.testing.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRuleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host/org-evil",
                "https://host/org/",
                "https://host/ORG",
                "https://host./org",
                "https://xn--hst-sna/org",
                "https://h\u043est/org",
                "https://host/or",
                " https://host/org",
            })
    void aNameIsExactlyThatName(String other) {
        TextRule rule = new TextRule.Exact("https://host/org");
        assertThat(rule.matches("https://host/org")).isTrue();
        assertThat(rule.matches(other)).isFalse();
    }

    @Test
    void anExpressionMatchesTheWholeName() {
        TextRule rule = TextRule.Matching.of("^https://host/org/[a-z]+$");
        assertThat(rule.matches("https://host/org/repo")).isTrue();
        assertThat(rule.matches("https://host/org-evil/repo")).isFalse();
        assertThat(rule.matches("https://host/org/repo\n")).isFalse();
        assertThat(rule.matches("evil https://host/org/repo")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$",
                "https://host/org",
                "^https://host/org",
                "https://host/org$",
                "^https://host/org\\$",
                "^https://host/org|https://other$",
                "^a|b$",
                "^(a$",
                "^[a$",
                "^a(?$",
            })
    void anExpressionThatIsNotAnchoredIsRefused(String regex) {
        assertThat(Faults.of(() -> TextRule.Matching.of(regex)).code()).isEqualTo(SigstoreFault.IDENTITY_RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a|b)$", "^[|]$", "^a\\|b$", "^a\\\\$", "^$"})
    void whatIsAnchoredInEachAlternativeIsTaken(String regex) {
        assertThat(TextRule.Matching.of(regex)).hasToString(regex);
    }

    /** Expressions over which a matcher that backtracks sits for ages. */
    @ParameterizedTest
    @Timeout(5)
    @CsvSource({"^(a+)+$, aaa", "^(a|aa)+$, aaa", "^(.*)*b$, aab", "^(([a-z])+.)+[A-Z]$, aaB"})
    void workOnAHostileNameIsBounded(String regex, String matching) {
        TextRule rule = TextRule.Matching.of(regex);
        assertThat(rule.matches(matching)).isTrue();
        assertThat(rule.matches("a".repeat(2000) + "!")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a)\\1$", "^a(?=b)b$", "^(?>a+)b$"})
    void whatOnlyBacktrackingCouldAnswerIsRefused(String regex) {
        assertThat(Faults.of(() -> TextRule.Matching.of(regex)).code()).isEqualTo(SigstoreFault.IDENTITY_RULE);
    }

    @Test
    void anEmptyNameIsNoRule() {
        assertThat(Faults.of(() -> new TextRule.Exact("")).code()).isEqualTo(SigstoreFault.IDENTITY_RULE);
    }
}
