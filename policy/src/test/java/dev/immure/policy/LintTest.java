package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.policy.internal.model.LinearRegex;
import dev.immure.policy.lint.Finding;
import dev.immure.policy.lint.LintCode;
import dev.immure.policy.lint.PolicyLint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each finding on a policy that has it, and silence on the one beside it that has not. */
class LintTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-23");

    private static List<Finding> lint(String drl) {
        return PolicyLint.of(Policies.compile(drl).policy(), TODAY);
    }

    private static List<LintCode> codes(String drl) {
        return lint(drl).stream().map(Finding::code).toList();
    }

    private static String warn(String name, String when) {
        return "rule \"" + name + "\" when " + when + " then decision.warn(\"W\", \"t\"); end\n";
    }

    private static String deny(String name, String when) {
        return "rule \"" + name + "\" when " + when + " then decision.deny(\"D\", \"t\"); end\n";
    }

    private static String permit(String name, String when) {
        return "rule \"" + name + "\" when " + when + " then decision.permit(\"P\", \"t\"); end\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RunRequest( user == \"a\", user == \"b\" )",
                "RunRequest( user == \"a\" ) RunRequest( user == \"b\" )",
                "RunRequest( user == \"a\" ) not RunRequest( user == \"a\" )",
                "RunRequest( user in (\"a\", \"b\"), user not in (\"b\", \"a\") )",
                "RunRequest( user == \"a\", user matches \"b+\" )",
                "RunRequest( user str[startsWith] \"/a\", user str[startsWith] \"/b\" )",
                "RunRequest( user str[endsWith] \"a\", user str[endsWith] \"b\" )",
                "RunRequest( argv contains \"a\", argv not contains \"a\" )",
                "RunRequest( terminal, !terminal )",
                "RunRequest( user == \"a\" && ( user == \"b\" || user == \"c\" ) )",
                "RunRequest( !( user == \"a\" || user != \"a\" ) )",
                "not RunRequest()",
                "MountRequest( readOnly, source == \"/a\" ) not MountRequest( readOnly )",
                "exists MountRequest( readOnly ) not MountRequest()",
                "MountRequest( source == \"/a\" && source != \"/a\" )",
                "Caller( uid > 5, uid < 3 )",
                "Caller( uid > 5, uid < 8, uid != 6, uid != 7 )",
                "Caller( uid >= 9223372036854775807, uid != 9223372036854775807 )",
                "ImageFacts( labels[\"a\"] == null, labels[\"a\"] str[startsWith] \"x\" )",
                "ImageFacts( verification == \"Verified\" )",
                "ImageFacts( verification not in (\"verified\", \"unsigned\") )",
                "Vulnerability( severity == \"Critical\" )",
                "Clock( weekday == \"Monday\" )",
            })
    void aRuleThatCannotFireIsUnreachable(String when) {
        assertThat(codes(warn("ABC-100", when)))
                .contains(LintCode.UNREACHABLE)
                .isSubsetOf(LintCode.UNREACHABLE, LintCode.UNKNOWN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RunRequest( user == \"a\" || user == \"b\" )",
                "MountRequest( source == \"/a\" ) MountRequest( source == \"/b\" )",
                "MountRequest( readOnly ) not MountRequest( !readOnly )",
                "MountRequest( readOnly ) not MountRequest( readOnly, source == \"/a\" )",
                "Caller( uid > 5, uid < 8, uid != 6 )",
                "RunRequest( user str[startsWith] \"/a\", user str[startsWith] \"/a/b\" )",
                "ImageFacts( labels[\"a\"] == null, labels[\"a\"] != \"x\" )",
                "ImageFacts( $n : name ) RunRequest( user == $n, user != \"a\" )",
                "ImageFacts( labels[\"a\"] == \"x\", labels[\"b\"] == \"y\" )",
                "not SignatureFacts()",
            })
    void aRuleThatCanFireIsNot(String when) {
        assertThat(codes(warn("ABC-100", when))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ImageFacts( verification != "Verified" )                | verification is never "Verified"; it is one of verified, unsigned
            Vulnerability( severity not in ("critical", "HIGH") )   | severity is never "critical"
            Vulnerability( status in ("fixed", "open") )             | status is never "open"
            Clock( !( weekday in ("SATURDAY", "Sunday") ) )         | weekday is never "Sunday"
            """)
    void aTextThatTheFieldNeverHoldsIsNamed(String when, String why) {
        assertThat(lint(warn("ABC-100", when))).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(LintCode.UNKNOWN_VALUE);
            assertThat(finding.why()).startsWith(why);
        });
        assertThat(codes(warn("ABC-100", "ImageFacts( verification matches \"v.*\" )")))
                .isEmpty();
    }

    @Test
    void anAlternativeThatCannotMatchIsNamed() {
        assertThat(lint(warn("ABC-100", "( Caller( uid == 1 ) or RunRequest( terminal, !terminal ) )")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(LintCode.UNREACHABLE);
                    assertThat(finding.why()).contains("alternative 2");
                    assertThat(finding.at()).isEqualTo("test.drl:1");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RunRequest( user == "a" )                  | RunRequest( user in ("a", "b") )
            Caller( uid > 5 )                          | Caller( uid > 3 )
            Caller( uid == 7 )                         | Caller( uid != 8 )
            MountRequest( readOnly, source == "/a" )   | MountRequest( source str[startsWith] "/" )
            MountRequest( readOnly )                   | exists MountRequest()
            not MountRequest()                         | not MountRequest( readOnly )
            RunRequest( terminal ) Caller( uid == 0 )  | RunRequest( terminal )
            RunRequest( terminal )                     | ( RunRequest( terminal ) or Caller( uid == 0 ) )
            not RunRequest( terminal ) Caller( uid == 0 ) | RunRequest( !terminal )
            ImageFacts( $n : name ) RunRequest( user == $n, terminal ) | RunRequest( terminal )
            """)
    void aRuleIsShadowedByOneWithWeakerConditions(String strong, String weak) {
        assertThat(lint(warn("ABC-100", strong) + warn("ABC-200", weak)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(LintCode.SHADOWED);
                    assertThat(finding.rule()).isEqualTo("ABC-100");
                    assertThat(finding.why()).contains("\"ABC-200\" (test.drl:2)");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RunRequest( user == "a" )                | RunRequest( user in ("b", "c") )
            Caller( uid > 5 )                        | Caller( uid > 6 )
            MountRequest( readOnly )                 | MountRequest( readOnly, source == "/a" )
            exists MountRequest()                    | MountRequest( readOnly )
            not MountRequest( readOnly )             | not MountRequest()
            ( RunRequest( terminal ) or Caller( uid == 0 ) ) | RunRequest( terminal )
            RunRequest( terminal )                   | ImageFacts( $n : name ) RunRequest( terminal, user != $n )
            MountRequest( readOnly ) MountRequest( source == "/a" ) | MountRequest( readOnly, source == "/a" )
            """)
    void aRuleIsNotShadowedByOneThatAsksForMore(String one, String other) {
        assertThat(lint(warn("ABC-100", one) + warn("ABC-200", other)))
                .extracting(Finding::rule)
                .doesNotContain("ABC-100");
    }

    @Test
    void ofTwoRulesThatAreAlikeOnlyOneIsShadowed() {
        assertThat(lint(deny("ABC-100", "RunRequest( terminal )") + deny("ABC-200", "RunRequest( terminal == true )")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo("ABC-200"));
    }

    @Test
    void aRuleThatSaysSomethingElseOrLastsLongerIsNotShadowed() {
        String weak = warn("ABC-200", "RunRequest()");
        assertThat(codes(deny("ABC-100", "RunRequest( terminal )") + weak)).isEmpty();
        assertThat(codes(warn("ABC-100", "RunRequest( terminal )").replace("\"W\"", "\"X\"") + weak))
                .isEmpty();
        assertThat(codes(warn("ABC-100", "RunRequest( terminal )")
                        + weak.replace(" when", " date-expires \"2027-01-01\" when")))
                .isEmpty();
    }

    @Test
    void aPermitThatIsAlwaysDeniedIsContradicted() {
        String permit = permit("PRM-100", "ImageFacts( verification == \"verified\" ) Caller( uid == 0 )");
        assertThat(codes(permit + deny("ABC-100", "Caller( uid < 1000 )"))).containsExactly(LintCode.CONTRADICTED);
        assertThat(codes(permit + deny("ABC-100", "Caller( uid > 0 )"))).isEmpty();
    }

    @Test
    void anObligationOfWhatIsDeniedIsWithoutEffect() {
        assertThat(codes(deny("ABC-100", "RunRequest( terminal )")
                        .replace("; end", "; decision.require(\"no-network\"); end")))
                .containsExactly(LintCode.OBLIGATION_WITHOUT_EFFECT);
        String require =
                warn("ABC-100", "RunRequest( terminal )").replace("; end", "; decision.require(\"no-network\"); end");
        assertThat(codes(require + deny("ABC-200", "RunRequest()")))
                .containsExactly(LintCode.OBLIGATION_WITHOUT_EFFECT);
        assertThat(codes(require + deny("ABC-200", "RunRequest( !terminal )"))).isEmpty();
    }

    @Test
    void aPermitWithoutASignatureIsNamed() {
        assertThat(codes(permit("PRM-100", "RunRequest()"))).containsExactly(LintCode.PERMIT_WITHOUT_SIGNATURE);
        assertThat(codes(permit("PRM-100", "ImageFacts( verification == \"unsigned\" )")))
                .containsExactly(LintCode.PERMIT_WITHOUT_SIGNATURE);
        assertThat(codes(permit("PRM-100", "not SignatureFacts( signer == \"a\" )")))
                .containsExactly(LintCode.PERMIT_WITHOUT_SIGNATURE);
        assertThat(codes(permit("PRM-100", "( SignatureFacts( signer == \"a\" ) or RunRequest() )")))
                .containsExactly(LintCode.PERMIT_WITHOUT_SIGNATURE);
        assertThat(codes(permit("PRM-100", "SignatureFacts( signer == \"a\" )")))
                .isEmpty();
        assertThat(codes(permit("PRM-100", "ImageFacts( verification == \"verified\" )")))
                .isEmpty();
    }

    @Test
    void whatIsNoMoreOrNeverInForceIsNamed() {
        String rule = warn("ABC-100", "RunRequest()");
        assertThat(codes(rule.replace(" when", " date-expires \"2026-11-23\" when")))
                .containsExactly(LintCode.EXPIRED);
        assertThat(codes(rule.replace(" when", " date-expires \"2026-11-24\" when")))
                .isEmpty();
        assertThat(codes(rule.replace(" when", " date-effective \"2027-01-01\" date-expires \"2027-01-01\" when")))
                .containsExactly(LintCode.NEVER_IN_FORCE);
    }

    @Test
    void aRegularExpressionThatMatchesAllIsNamed() {
        assertThat(codes(warn("ABC-100", "RunRequest( user matches \".*\" )")))
                .containsExactly(LintCode.REGEX_MATCHES_ALL);
        assertThat(List.of(".*", ".*.*", "(.|a)*", "[^/]*(/.*)?", "(\\w|\\W)*", "a*[^a]*(.*)", "|.+"))
                .allSatisfy(regex -> assertThat(LinearRegex.compile(regex).matchesEveryLine())
                        .isTrue());
        assertThat(List.of("", "a", ".+", "[^/]*", "(\\w|\\d)*", "[\n-z]*", ".{0,10}"))
                .allSatisfy(regex -> assertThat(LinearRegex.compile(regex).matchesEveryLine())
                        .isFalse());
    }

    @Test
    void theBaselineHasNoFinding() {
        assertThat(PolicyLint.of(PolicyBundle.baseline().policy(), TODAY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22, LINT-WAIVER-EXPIRED",
        "2026-11-23, LINT-WAIVER-EXPIRING",
        "2026-12-22, LINT-WAIVER-EXPIRING",
        "2026-12-23, ''",
        "soon, LINT-WAIVER-EXPIRED"
    })
    void aWaiverIsNamedBeforeItsLastDayAndAfter(String last, String code) {
        SortedMap<String, byte[]> files = Policies.files(deny("ABC-100", "RunRequest( terminal )"));
        files.put("waivers.yaml", waiver(last).getBytes(StandardCharsets.UTF_8));
        assertThat(lint(files))
                .extracting(finding -> finding.code().id())
                .isEqualTo(code.isEmpty() ? List.of() : List.of(code));
    }

    @Test
    void fromADenialThatIsWaivedNothingFollows() {
        String permit = permit("PRM-100", "ImageFacts( verification == \"verified\" ) Caller( uid == 0 )");
        SortedMap<String, byte[]> files = Policies.files(permit + deny("ABC-100", "Caller( uid < 1000 )"));
        files.put("waivers.yaml", waiver("2027-01-20").getBytes(StandardCharsets.UTF_8));
        assertThat(lint(files)).isEmpty();
    }

    private static String waiver(String last) {
        return """
                schema: 1
                waivers:
                  - name: OPS-1
                    code: D
                    scope: {caller: 0}
                    reason: until it is mended
                    owner: platform team
                    granted: 2026-11-01
                    expires: "%s"
                """.formatted(last);
    }

    private static List<Finding> lint(SortedMap<String, byte[]> files) {
        return switch (PolicyBundle.compile("test", files)) {
            case PolicyCompilation.Compiled compiled ->
                PolicyLint.of(compiled.bundle().policy(), TODAY);
            case PolicyCompilation.Rejected rejected -> throw new AssertionError(rejected.faults());
        };
    }

    @Test
    void everyCodeIsInTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "policy-lint.md"));
        assertThat(LintCode.values())
                .allSatisfy(code -> assertThat(page)
                        .containsPattern("(?m)^\\|.*`" + code.id() + "`[^|]*\\| " + code.severityWord() + " \\|"));
    }

    /** What is called a slip is one: the facts themselves refuse any other text. */
    @Test
    void factsHoldNoOtherTextThanLintBelieves() {
        assertThatThrownBy(() -> Inputs.image("Verified")).isInstanceOf(ImmureException.class);
        assertThatThrownBy(() -> new Vulnerability("a", "Critical", "a", "a", "a", "a", "affected", "a"))
                .isInstanceOf(ImmureException.class);
        assertThatThrownBy(() -> new Vulnerability("a", "LOW", "a", "a", "a", "a", "Affected", "a"))
                .isInstanceOf(ImmureException.class);
    }
}
