package dev.immure.policy.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageTest {
    @TempDir
    private Path directory;

    @Test
    void rulesAreCountedByTheScenariosInWhichTheyFire() throws IOException {
        Coverage coverage = Suites.run(directory, """
                        scenarios:
                          - name: signed
                            expect: {decision: permit}
                          - name: capability
                            facts: {capabilities: [{name: CAP_BPF}, {name: CAP_SYS_ADMIN}]}
                            expect: {decision: deny}
                        """).coverage();

        assertThat(coverage.rules())
                .extracting(rule -> rule.rule().substring(0, 7) + " " + rule.fired())
                .containsExactly("CAP-001 1", "LIM-001 0", "MNT-001 0", "OLD-001 0", "PRM-001 2");
        assertThat(coverage.rulePercent()).isEqualTo(40);
        assertThat(coverage.rules().getFirst().at()).hasToString("rules.drl:1");
    }

    @Test
    void everyComparisonIsAskedForBothSides() throws IOException {
        Coverage coverage = Suites.run(directory, """
                        scenarios:
                          - name: more than the parameter
                            facts: {resources: {memoryBytes: 1073741825}, mounts: [{source: /etc/a}, {source: /srv}]}
                            expect: {decision: deny}
                          - name: with a larger one
                            parameters: {most: 2g}
                            facts: {resources: {memoryBytes: 1073741825}}
                            expect: {decision: permit}
                        """).coverage();

        assertThat(coverage.conditions())
                .extracting(condition -> condition.text() + " " + condition.held() + " " + condition.failed())
                .containsExactly(
                        "name not in (\"CAP_CHOWN\", \"CAP_KILL\") false false",
                        "memoryBytes > $most true true",
                        "memoryBytes != ResourceRequest.UNLIMITED true false",
                        "source matches \"/(etc|usr)/.*\" true true",
                        "readOnly true false",
                        "platform == \"linux/arm64\" false true",
                        "verification == \"verified\" true false",
                        "signer str[startsWith] \"test\" false true");
        assertThat(coverage.conditionPercent()).isEqualTo(56);
    }
}
