package dev.immure.policy.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.PolicyBundle;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The baseline's own tests, as whoever builds on it would run them. */
class ShippedTestsTest {
    @Test
    void theTestsOfTheBaselineHoldReachEveryRuleAndNoticeEveryChange() throws InterruptedException, URISyntaxException {
        URL rules = Objects.requireNonNull(PolicyBundle.class.getResource("/baseline/policy.yaml"));
        Path directory = Objects.requireNonNull(Path.of(rules.toURI()).getParent());
        PolicyBundle baseline = PolicyBundle.baseline();
        TestRun run = TestRun.of(baseline, TestSuite.load(directory, baseline));

        assertThat(run.results()).filteredOn(result -> !result.holds()).isEmpty();
        assertThat(run.results()).hasSizeGreaterThan(100);
        assertThat(run.coverage().rulePercent()).isEqualTo(100);
        assertThat(run.coverage().conditionPercent()).isEqualTo(100);
        MutationReport report = MutationCheck.run(run, Duration.ofMinutes(5));
        assertThat(report.survivors()).isEmpty();
        assertThat(report.untried()).isEmpty();
        assertThat(report.stale()).isEmpty();
        assertThat(report.equivalent()).hasSize(1);
        assertThat(report.all()).isGreaterThan(250);
    }
}
