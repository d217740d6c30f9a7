package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.immure.core.Fault;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A waiver lifts what a rule denies, for a time and for some launches, and nothing else. */
class WaiverTest {
    private static final String WAIVERS = """
            schema: 1
            waivers:
              - name: OPS-1234
                rule: CAP-001
                code: CAPABILITY
                scope:
                  image: registry.example/team/*
                  caller: 1000
                reason: the old build traces itself
                owner: platform team
                granted: 2026-11-01
                expires: 2026-12-31
            """;

    private static final PolicyInput TRACING =
            Inputs.valid().capabilities("CAP_SYS_PTRACE").build();

    private static SortedMap<String, byte[]> files(String waivers) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("policy.yaml", "schema: 1\nbase: baseline\n".getBytes(StandardCharsets.UTF_8));
        files.put("waivers.yaml", waivers.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static PolicyDecision decide(String waivers, PolicyInput input) {
        return Policies.decide(Policies.compile(files(waivers)), input);
    }

    private static PolicyDecision at(String waivers, String moment) {
        return decide(
                waivers,
                Inputs.valid()
                        .capabilities("CAP_SYS_PTRACE")
                        .clock(Instant.parse(moment))
                        .build());
    }

    private static void assertDenied(PolicyDecision decision, String... codes) {
        assertThat(Policies.codes(decision)).containsExactly(codes);
    }

    /** The names of two rules can begin alike. */
    @Test
    void aWaiverOfARuleByItsNameLiftsNoOther() {
        SortedMap<String, byte[]> files = files(WAIVERS.replace("CAP-001", "CAP-900 no tracing"));
        files.put("own.drl", """
                rule "CAP-900 no tracing"
                when
                    CapabilityRequest( name == "CAP_SYS_PTRACE" )
                then
                    decision.deny("CAPABILITY", "no tracing");
                end
                rule "CAP-900 no tracing and no ruling"
                when
                    CapabilityRequest( name == "CAP_SYS_ADMIN" )
                then
                    decision.deny("CAPABILITY", "no ruling");
                end
                """.getBytes(StandardCharsets.UTF_8));
        PolicyInput ruling = Inputs.valid().capabilities("CAP_SYS_ADMIN").build();
        assertThat(Policies.decide(Policies.compile(files), ruling).waived()).isEmpty();
    }

    @Test
    void aWaiverLiftsTheDenialOfARuleAndTheDecisionSaysSo() {
        PolicyDecision decision = decide(WAIVERS, TRACING);
        assertThat(decision).isInstanceOfSatisfying(PolicyDecision.Permit.class, permit -> {
            assertThat(permit.waived())
                    .containsExactly(new Waived(
                            "OPS-1234",
                            WaiverState.IN_FORCE,
                            "platform team",
                            "the old build traces itself",
                            "2026-12-31",
                            new Reason(
                                    "CAP-001 capability beyond the short list",
                                    "CAPABILITY",
                                    "CAP_SYS_PTRACE is not among the capabilities that may be added")));
            assertThat(permit.waived().getFirst().line())
                    .isEqualTo("OPS-1234: CAP-001 capability beyond the short list: CAPABILITY: "
                            + "CAP_SYS_PTRACE is not among the capabilities that may be added");
            assertThat(permit.lapsed()).isEmpty();
            assertThat(permit.reasons()).extracting(Reason::code).containsExactly("BASELINE");
            assertThat(permit.rules())
                    .as("the rule fired all the same")
                    .extracting(FiredRule::rule)
                    .contains("CAP-001 capability beyond the short list");
        });
    }

    @Test
    void eachDenialIsLiftedByItself() {
        PolicyDecision decision = decide(
                WAIVERS,
                Inputs.valid()
                        .capabilities("CAP_SYS_PTRACE", "CAP_SYS_ADMIN")
                        .mounts(new MountRequest("/etc", "/x", true))
                        .build());
        assertDenied(decision, "MOUNT-HOST-INTERNAL");
        assertThat(decision.waived()).hasSize(2);
        assertThat(decision.lapsed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "caller: 1000,caller: 1001",
        "image: registry.example/team/*,image: registry.example/tea/*",
        "image: registry.example/team/*,image: registry.example/team",
        "image: registry.example/team/*,image: registry.example/team/app/*",
        "code: CAPABILITY,code: IMAGE-UNSIGNED",
        "rule: CAP-001,rule: IMG-001"
    })
    void aWaiverForAnotherLaunchOrReasonLiftsNothing(String part, String other) {
        assertThat(WAIVERS).contains(part);
        String waivers = WAIVERS.replace(part, other);
        if (other.startsWith("rule")) {
            waivers = waivers.replace("    code: CAPABILITY\n", "");
        }
        if (other.startsWith("code")) {
            waivers = waivers.replace("    rule: CAP-001\n", "");
        }
        PolicyDecision decision = decide(waivers, TRACING);
        assertDenied(decision, "CAPABILITY");
        assertThat(decision.waived()).isEmpty();
        assertThat(decision.lapsed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"image: registry.example/team/app", "image: registry.example/*", "caller: 1000", "digest: DIGEST"
            })
    void aScopeNamesAnImageADigestOrACaller(String scope) {
        String waivers = WAIVERS.replace("      caller: 1000\n", "")
                .replace("image: registry.example/team/*", scope.replace("DIGEST", Inputs.MANIFEST.toString()));
        assertThat(decide(waivers, TRACING)).isInstanceOf(PolicyDecision.Permit.class);
    }

    @Test
    void theNameOfAnImageThatIsNotVerifiedLiftsNothing() {
        String waivers =
                WAIVERS.replace("rule: CAP-001", "rule: IMG-001").replace("code: CAPABILITY", "code: IMAGE-UNSIGNED");
        PolicyInput unsigned =
                Inputs.valid().image(Inputs.image(ImageFacts.UNSIGNED)).build();
        assertDenied(decide(waivers, unsigned), "IMAGE-UNSIGNED");

        String byDigest = waivers.replace("image: registry.example/team/*", "digest: " + Inputs.MANIFEST);
        PolicyDecision decision = decide(byDigest, unsigned);
        assertThat(decision.waived()).hasSize(1);
        assertDenied(decision, "POLICY-NO-PERMIT");
    }

    /** Signed is the digest alone, by a bundle or Notation: a copy of the image under another name is signed as well. */
    @Test
    void theNameOfAnImageLiftsNothingWhereNobodySignedIt() {
        PolicyInput renamed = Inputs.valid()
                .capabilities("CAP_SYS_PTRACE")
                .signatures(new SignatureFacts(
                        "release", "sha256:" + "0".repeat(64), "keyless", "ci@example.org", "https://ci.example", ""))
                .build();
        assertThat(decide(WAIVERS, TRACING).waived()).hasSize(1);
        assertDenied(decide(WAIVERS, renamed), "CAPABILITY");
        String byDigest = WAIVERS.replace("image: registry.example/team/*", "digest: " + Inputs.MANIFEST);
        assertThat(decide(byDigest, renamed).waived()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-31T23:59:59.999999999Z,NOT_YET",
        "2026-11-01T00:00:00Z,IN_FORCE",
        "2026-12-31T23:59:59.999999999Z,IN_FORCE",
        "2027-01-01T00:00:00Z,EXPIRED"
    })
    void holdsFromItsFirstDayToTheEndOfItsLastInUtc(String moment, WaiverState state) {
        PolicyDecision decision = at(WAIVERS, moment);
        if (state == WaiverState.IN_FORCE) {
            assertThat(decision).isInstanceOf(PolicyDecision.Permit.class);
            assertThat(decision.waived()).extracting(Waived::state).containsExactly(state);
        } else {
            assertDenied(decision, "CAPABILITY");
            assertThat(decision.waived()).isEmpty();
            assertThat(decision.lapsed())
                    .extracting(Waived::waiver, Waived::state)
                    .containsExactly(tuple("OPS-1234", state));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30",
                "31.12.2026",
                "2026-12-31T00:00:00Z",
                "never",
                "+12026-12-31",
                "2026-1-31",
                "\"2026-12-31 \""
            })
    void aDateThatIsNoDayMeansExpired(String date) {
        for (String part : List.of("expires: 2026-12-31", "granted: 2026-11-01")) {
            PolicyDecision decision =
                    decide(WAIVERS.replace(part, part.substring(0, part.indexOf(' ') + 1) + date), TRACING);
            assertDenied(decision, "CAPABILITY");
            assertThat(decision.lapsed()).extracting(Waived::state).containsExactly(WaiverState.UNREADABLE_DATE);
        }
    }

    @Test
    void whatTheDecisionPointDeniesByItselfIsNotLifted() {
        String drl = "rule \"ABC-001 no\" when ImageFacts( $n : name ) then decision.deny(\"NO\", \"{}\", $n); end\n";
        String waivers = WAIVERS.replace("rule: CAP-001", "rule: ABC-001").replace("code: CAPABILITY", "code: \"NO\"");
        SortedMap<String, byte[]> files = Policies.files(drl);
        files.put("waivers.yaml", waivers.getBytes(StandardCharsets.UTF_8));
        PolicyBundle bundle = Policies.compile(files);
        PolicyInput input = Inputs.valid().build();

        PolicyDecision decision = Policies.decide(bundle, input);
        assertThat(decision.waived()).hasSize(1);
        assertDenied(decision, "POLICY-NO-PERMIT");

        DecisionLimits oneFiring = new DecisionLimits(DecisionLimits.DEFAULT.deadline(), 1);
        PolicyDecision limited =
                new PolicyDecisionPoint(bundle, new java.util.SplittableRandom(1), oneFiring).decide(input);
        assertDenied(limited, "POLICY-LIMIT");
        assertThat(limited.waived()).isEmpty();
    }

    @Test
    void obligationsOfALiftedRuleStand() {
        String drl = Policies.PERMIT
                + "rule \"ABC-001 no\" when ImageFacts( $n : name ) then decision.deny(\"NO\", \"{}\", $n); "
                + "decision.require(\"no-network\"); end\n";
        SortedMap<String, byte[]> files = Policies.files(drl);
        files.put(
                "waivers.yaml",
                WAIVERS.replace("rule: CAP-001", "rule: ABC-001")
                        .replace("    code: CAPABILITY\n", "")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(Policies.decide(Policies.compile(files), Inputs.valid().build()))
                .isInstanceOfSatisfying(
                        PolicyDecision.Permit.class,
                        permit -> assertThat(permit.obligations()).containsExactly(new Obligation.NoNetwork()));
    }

    @ParameterizedTest
    @CsvSource({
        "OPS-1234,OPS-1235",
        "CAP-001,CAP-001 capability beyond the short list",
        "team/*,team/app",
        "1000,1001",
        "traces itself,traces others",
        "platform team,security team",
        "2026-11-01,2026-11-02",
        "2026-12-31,2026-12-30"
    })
    void theDigestOfThePolicyCoversEveryWordOfAWaiver(String part, String other) {
        assertThat(Policies.compile(files(WAIVERS.replace(part, other))).digest())
                .isNotEqualTo(Policies.compile(files(WAIVERS)).digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: OPS-1234|name: OPS 1234|3|is not a name such as OPS-1234",
                "rule: CAP-001|rule: capability|4|is not the name or the id of a rule",
                "code: CAPABILITY|code: capability|5|is not the code of a reason",
                "image: registry.example/team/*|image: registry.example/*/app|7|is not a repository",
                "image: registry.example/team/*|image: '*'|7|is not a repository",
                "image: registry.example/team/*|digest: sha256:00|7|is not a digest",
                "caller: 1000|caller: alice|8|is text, not a whole number",
                "caller: 1000|caller: -1|8|is negative",
                "caller: 1000|user: 1000|8|user is not a field that is known here",
                "reason: the old build traces itself|reason: ''|9|says nothing",
                "owner: platform team|owner: \"a\\x07\"|10|plain characters",
                "owner: platform team|onwer: platform team|10|onwer is not a field",
                "expires: 2026-12-31|expires: 2026-10-31|12|is before granted",
                "expires: 2026-12-31|expires: 2027-02-01|12|is 93 days from granted, both included, and the policy allows 92",
            })
    void refusesAWaiverThatIsNotInOrderAtItsLine(String part, String other, int line, String why) {
        assertThat(WAIVERS).contains(part);
        List<Fault> faults = Policies.faults(files(WAIVERS.replace(part, other)));
        assertThat(faults).anySatisfy(fault -> {
            assertThat(fault.code()).isEqualTo(PolicyFaultCode.WAIVER);
            assertThat(fault.on()).isEqualTo("waivers.yaml:" + line);
            assertThat(fault.why()).contains(why);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "scope", "reason", "owner", "granted", "expires"})
    void everyWaiverHasNameScopeReasonOwnerAndDays(String field) {
        String without = field.equals("scope")
                ? WAIVERS.replaceAll("(?s)    scope:.*?    reason", "    reason")
                : WAIVERS.replaceAll("( *- |    )" + field + ": .*\n", field.equals("name") ? "  - " : "");
        assertThat(Policies.faults(files(without.replace("-     rule", "- rule"))))
                .extracting(Fault::why)
                .anySatisfy(why -> assertThat(why).contains(field + " is missing"));
    }

    @Test
    void aWaiverForEveryLaunchOrForEveryReasonIsRefused() {
        assertThat(Policies.faults(files(WAIVERS.replaceAll("(?s)scope:.*?    reason", "scope: {}\n    reason"))))
                .extracting(Fault::code, Fault::on)
                .containsExactly(tuple(PolicyFaultCode.WAIVER, "waivers.yaml:6"));
        assertThat(Policies.faults(
                        files(WAIVERS.replace("    rule: CAP-001\n", "").replace("    code: CAPABILITY\n", ""))))
                .extracting(Fault::why)
                .anySatisfy(why -> assertThat(why).contains("rule is missing, and so is code"));
    }

    @Test
    void aWaiverThatNoRuleNeedsIsAFault() {
        for (String other : List.of("rule: CAP-002", "rule: PRM-001", "rule: IMG-001")) {
            assertThat(Policies.faults(files(WAIVERS.replace("rule: CAP-001", other))))
                    .extracting(Fault::code, Fault::on)
                    .containsExactly(tuple(PolicyFaultCode.WAIVER_UNUSED, "waivers.yaml:3"));
        }
    }

    @Test
    void twoWaiversOfOneNameAreRefused() {
        String twice = WAIVERS + WAIVERS.substring(WAIVERS.indexOf("  - name"));
        assertThat(Policies.faults(files(twice)))
                .extracting(Fault::code, Fault::on)
                .containsExactly(tuple(PolicyFaultCode.WAIVER, "waivers.yaml:13"));
    }

    @Test
    void thePolicySetsTheLongestLifetime() {
        SortedMap<String, byte[]> files = files(WAIVERS);
        files.put(
                "policy.yaml", "schema: 1\nbase: baseline\nmaximal-waiver-days: 60\n".getBytes(StandardCharsets.UTF_8));
        assertThat(Policies.faults(files))
                .extracting(Fault::why)
                .singleElement()
                .asString()
                .contains("is 61 days from granted, both included, and the policy allows 60");
        files.put(
                "policy.yaml", "schema: 1\nbase: baseline\nmaximal-waiver-days: 61\n".getBytes(StandardCharsets.UTF_8));
        assertThat(Policies.faults(files)).isEmpty();
    }

    @Test
    void tellsWhichWaiversSoonLiftNothing() {
        PolicyBundle bundle = Policies.compile(files(WAIVERS));
        Instant day = Instant.parse("2026-12-30T12:00:00Z");
        assertThat(bundle.waivers(day)).singleElement().satisfies(waiver -> {
            assertThat(waiver.state()).isEqualTo(WaiverState.IN_FORCE);
            assertThat(waiver.daysLeft()).contains(1L);
            assertThat(waiver.about()).isEqualTo("CAP-001 CAPABILITY");
            assertThat(waiver.scope()).isEqualTo("image registry.example/team/*, caller 1000");
            assertThat(waiver.source()).isEqualTo("waivers.yaml:3");
            assertThat(waiver.expiresWithin(1)).isFalse();
            assertThat(waiver.expiresWithin(2)).isTrue();
        });
        assertThat(bundle.waivers(Instant.parse("2027-01-01T00:00:00Z")))
                .allMatch(waiver -> waiver.state() == WaiverState.EXPIRED && waiver.expiresWithin(0));
    }

    @ParameterizedTest
    @CsvSource({
        "not-before: 2026-11-24,false",
        "not-before: 2026-11-23,true",
        "not-after: 2026-11-22,false",
        "not-after: 2026-11-23,true"
    })
    void outsideOfItsDaysAPolicyDenies(String days, boolean valid) {
        SortedMap<String, byte[]> files = Policies.files(Policies.PERMIT);
        files.put("policy.yaml", ("schema: 1\n" + days + "\n").getBytes(StandardCharsets.UTF_8));
        PolicyDecision decision =
                Policies.decide(Policies.compile(files), Inputs.valid().build());
        assertThat(Policies.codes(decision)).isEqualTo(valid ? List.of() : List.of("POLICY-NOT-VALID"));
    }
}
