package dev.immure.policy.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.internal.model.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutationCheckTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Notices every change. */
    private static final String GOOD = """
            scenarios:
              - name: signed
                expect: {decision: permit, reasons: [SIGNED], warnings: [], obligations: [cap-memory 1073741824]}
              - name: not signed
                facts: {image: {verification: unsigned}}
                expect: {decision: deny, reasons: [POLICY-NO-RULE]}
              - name: signed for tests
                each:
                  - signatures: [{signer: test}]
                  - signatures: [{signer: testing}]
                expect: {decision: deny, reasons: [POLICY-NO-RULE]}
              - name: signed by one who only begins like it
                facts: {signatures: [{signer: tes}]}
                expect: {decision: permit}
              - name: capabilities
                each:
                  - capabilities: [{name: CAP_CHOWN}]
                  - capabilities: [{name: CAP_KILL}]
                expect: {decision: permit}
              - name: other capabilities
                facts: {capabilities: [{name: CAP_SYS_ADMIN}]}
                expect: {reasons: [CAPABILITY]}
              - name: at the bound and without one
                each:
                  - resources: {memoryBytes: 1073741824}
                  - resources: {memoryBytes: unlimited}
                expect: {decision: permit}
              - name: over the bound
                facts: {resources: {memoryBytes: 1073741825}}
                expect: {reasons: [MEMORY]}
              - name: mounts
                each:
                  - mounts: [{source: /etc/x, readOnly: false}]
                  - mounts: [{source: /usr/x, readOnly: false}]
                expect: {warnings: [MOUNT], obligations: [cap-memory 1073741824, no-network]}
              - name: other mounts
                each:
                  - mounts: [{source: /etc/x}]
                  - mounts: [{source: /srv/x, readOnly: false}]
                expect: {warnings: []}
              - name: another platform
                facts: {image: {platform: linux/arm64}}
                expect: {warnings: [PLATFORM]}
              - name: another platform, afterwards
                now: 2027-01-01T00:00:00Z
                facts: {image: {platform: linux/arm64}}
                expect: {warnings: []}
            """;

    @TempDir
    private Path directory;

    private MutationReport check(String scenarios) throws IOException, InterruptedException {
        TestRun run = Suites.run(directory, scenarios);
        assertThat(run.holds()).as(run.results().toString()).isTrue();
        return MutationCheck.run(run, MINUTE);
    }

    private static List<String> words(List<Mutation> mutations) {
        return mutations.stream().map(Mutation::words).toList();
    }

    @Test
    void goodTestsNoticeEveryChange() throws IOException, InterruptedException {
        MutationReport report = check(GOOD);

        assertThat(words(report.survivors())).isEmpty();
        assertThat(report.killed()).isEqualTo(report.all()).isGreaterThan(40);
        assertThat(report.percent()).isEqualTo(100);
    }

    @Test
    void aTestLeftOutLeavesAChangeUnnoticed() throws IOException, InterruptedException {
        assertThat(words(check(GOOD.replace("      - capabilities: [{name: CAP_KILL}]\n", ""))
                        .survivors()))
                .anyMatch(words -> words.startsWith("`CAP_KILL` left out of `name not in"));
        assertThat(words(check(GOOD.replace("memoryBytes: 1073741824}", "memoryBytes: 1073741823}"))
                        .survivors()))
                .contains("`memoryBytes > $most` read as `memoryBytes >= $most`");
        assertThat(words(check(GOOD.replace("source: /usr/x", "source: /etc/y")).survivors()))
                .contains("`usr` at 7 left out of `source matches \"/(etc|usr)/.*\"`");
        assertThat(words(check(GOOD.replace("signer: tes}", "signer: release}")).survivors()))
                .contains("`signer str[startsWith] \"test\"` read as `signer str[startsWith] \"tes\"`");
        assertThat(words(check(GOOD.replace("now: 2027-01-01T00:00:00Z", "facts: {}")
                                .replace("facts: {}\n    facts: {image: {platform: linux/arm64}}", "facts: {}"))
                        .survivors()))
                .contains("date-expires left out");
        assertThat(words(check(GOOD.replace(", no-network]", ", no-network]")
                                .replace(
                                        "warnings: [MOUNT], obligations: [cap-memory 1073741824, no-network]",
                                        "warnings: [MOUNT]"))
                        .survivors()))
                .containsOnlyOnce("`require no-network` left out");
    }

    @Test
    void theSurvivorsAreThoseOfDecidingOnTheWholePolicyAnew() throws IOException, InterruptedException {
        String few = GOOD.lines().limit(14).reduce("", (all, line) -> all + line + "\n");
        TestRun run = Suites.run(directory, few);
        PolicyBundle policy = run.policy();
        List<String> survivors = new ArrayList<>();
        for (Rule rule : policy.policy().rules()) {
            for (Mutation mutation : RuleMutations.of(rule)) {
                List<Rule> rules = new ArrayList<>(policy.policy().rules());
                rules.remove(rule);
                rules.addAll(mutation.mutated().stream().toList());
                DecisionPoints points = new DecisionPoints(policy.withRules(rules));
                if (run.results().stream()
                        .map(ScenarioResult::scenario)
                        .allMatch(
                                scenario -> Outcome.of(points.decide(scenario)).meets(scenario.expectation()))) {
                    survivors.add(mutation.at() + " " + mutation.words());
                }
            }
        }

        MutationReport report = MutationCheck.run(run, MINUTE);
        assertThat(report.survivors())
                .extracting(mutation -> mutation.at() + " " + mutation.words())
                .containsExactlyInAnyOrderElementsOf(survivors)
                .hasSizeGreaterThan(10);
        assertThat(report.killed()).isGreaterThan(10);
    }

    @Test
    void aChangeThatIsSaidToBeEquivalentIsCountedSoOnlyWhileNobodyNoticesIt() throws IOException, InterruptedException {
        Suites.write(directory, "equivalent.yaml", """
                equivalent:
                  - {rule: CAP-001 capabilities, change: "`require no-network` left out", reason: no such rule}
                  - {rule: MNT-001 mounts, change: "`require no-network` left out", reason: nobody has a network here}
                """);
        MutationReport report = check(GOOD.replace(
                "warnings: [MOUNT], obligations: [cap-memory 1073741824, no-network]", "warnings: [MOUNT]"));

        assertThat(report.survivors()).isEmpty();
        assertThat(words(report.equivalent())).containsExactly("`require no-network` left out");
        assertThat(report.stale()).extracting(entry -> entry.at().line()).containsExactly(2);
        assertThat(report.percent()).isEqualTo(100);
    }

    @Test
    void whatThereIsNoTimeForIsNotCalledNoticed() throws IOException, InterruptedException {
        MutationReport report = MutationCheck.run(Suites.run(directory, GOOD), Duration.ZERO);
        assertThat(report.untried()).hasSize(report.all());
        assertThat(report.killed()).isZero();
        assertThat(report.percent()).isZero();
    }

    @Test
    void aConditionBesideAnOrIsChangedInAllAlternativesAtOnce() {
        Rule rule = Suites.policy("""
                        rule "ORR-001 two ways"
                        when
                            ImageFacts( layers > 3 )
                            ( RunRequest( terminal ) or RunRequest( customLabel ) )
                        then
                            decision.deny("WAYS", "x");
                        end
                        """).policy().rules().getFirst();

        assertThat(rule.branches()).hasSize(2);
        assertThat(words(RuleMutations.of(rule)))
                .containsExactlyInAnyOrder(
                        "the rule left out",
                        "alternative 1 of 2 left out",
                        "alternative 2 of 2 left out",
                        "`layers > 3` left out",
                        "`layers > 3` read as `layers <= 3`",
                        "`layers > 3` read as `layers >= 3`",
                        "`layers > 3` read as `layers > 4`",
                        "`terminal` left out",
                        "`terminal` read as `terminal != true`",
                        "`customLabel` left out",
                        "`customLabel` read as `customLabel != true`",
                        "`deny WAYS` read as `warn WAYS`",
                        "`deny WAYS` read as `deny WAYS-X`");
    }

    @Test
    void alternativesOfRegularExpressionsAreLeftOutOneByOne() {
        assertThat(RegexAlternatives.of("a|b(c|[|)])|\\|d"))
                .extracting(RegexAlternatives.Fewer::rest)
                .containsExactlyInAnyOrder("b(c|[|)])|\\|d", "a|\\|d", "a|b(c|[|)])", "a|b([|)])|\\|d", "a|b(c)|\\|d");
        assertThat(RegexAlternatives.of("[a-z]+(x)")).isEmpty();
    }

    private static final String WAIVED = """
            waivers:
              - name: OPS-1
                rule: CAP-001
                code: CAPABILITY
                scope: {image: "registry.example/team/*", caller: 1000}
                reason: the old image
                owner: platform team
                granted: 2026-11-01
                expires: 2026-12-01
            schema: 1
            """;

    private MutationReport waivers(String scenarios) throws IOException, InterruptedException {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("rules.drl", (Suites.RULES + """
                rule "CAP-002 never"
                when
                    CapabilityRequest( name == "CAP_SYS_BOOT" )
                then
                    decision.deny("CAPABILITY", "never");
                end

                rule "CAP-001 other"
                when
                    CapabilityRequest( name == "CAP_SYS_TIME" )
                then
                    decision.deny("CLOCK", "never");
                end
                """).getBytes(StandardCharsets.UTF_8));
        files.put("policy.yaml", "schema: 1\nparameters: {most: 1g}\n".getBytes(StandardCharsets.UTF_8));
        files.put("waivers.yaml", WAIVED.getBytes(StandardCharsets.UTF_8));
        PolicyBundle policy = PolicyBundle.of("test", files);
        Suites.write(directory, "a_test.yaml", scenarios);
        TestRun run = TestRun.of(policy, TestSuite.load(directory, policy));
        assertThat(run.holds()).as(run.results().toString()).isTrue();
        return MutationCheck.run(run, MINUTE);
    }

    private static List<String> ofWaivers(MutationReport report) {
        return report.survivors().stream()
                .filter(mutation -> mutation.rule().startsWith("waiver "))
                .map(mutation -> mutation.rule() + ": " + mutation.words())
                .toList();
    }

    private static final String COVERED = """
            scenarios:
              - name: as granted
                facts:
                  image: {name: registry.example/team/app}
                  caller: {uid: 1000}
                  capabilities: [{name: CAP_SYS_ADMIN}]
                now: 2026-11-20T00:00:00Z
                expect: {decision: permit, waived: [OPS-1]}
            """;

    @Test
    void aWaiverThatIsWiderOrGoneMustBeNoticed() throws IOException, InterruptedException {
        MutationReport few = waivers(COVERED);
        assertThat(ofWaivers(few))
                .containsExactlyInAnyOrder(
                        "waiver OPS-1: `rule` left out",
                        "waiver OPS-1: `code` left out",
                        "waiver OPS-1: `image` of the scope left out",
                        "waiver OPS-1: `caller` of the scope left out");
        assertThat(ofWaivers(waivers(COVERED + """
                  - name: for nobody else
                    each:
                      - {image: {name: registry.example/team/app}, caller: {uid: 1001}, capabilities: [{name: CAP_SYS_ADMIN}]}
                      - {image: {name: registry.example/other}, caller: {uid: 1000}, capabilities: [{name: CAP_SYS_ADMIN}]}
                      - {image: {name: registry.example/team/app}, caller: {uid: 1000}, capabilities: [{name: CAP_SYS_BOOT}]}
                      - {image: {name: registry.example/team/app}, caller: {uid: 1000}, capabilities: [{name: CAP_SYS_TIME}]}
                    now: 2026-11-20T00:00:00Z
                    expect: {decision: deny}
                """.indent(0)))).isEmpty();
    }
}
