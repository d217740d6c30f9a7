package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.Ending;
import dev.immure.core.audit.Verdict;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final Ending SUCCESS = new Ending.Exited(0);
    private static final Ending FAILURE = new Ending.Exited(1);
    private static final Ending KILLED = new Ending.Signaled(9);
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final TimeLimits LIMITS =
            new TimeLimits(Optional.of(LIMIT), Optional.of(LIMIT.multipliedBy(2)), 100);

    /** A run that went well; each test makes one thing worse. */
    private Ending ending = SUCCESS;

    private EndCause cause = EndCause.BY_ITSELF;
    private long wallNanos = LIMIT.toNanos();
    private Optional<RunReport.DiskUse> disk = Optional.of(new RunReport.DiskUse(4096, 3, 0));
    private RunReport.Calls calls = RunReport.Calls.none();
    private final Map<Quantity, Reading> meters = new EnumMap<>(Quantity.class);

    VerdictsTest() {
        meter(Quantity.CPU_NANOS, LIMIT.toNanos());
        meter(Quantity.OOM_KILLS, 0);
        meter(Quantity.PIDS_LIMIT_HITS, 0);
    }

    /** A program that was killed for a call may also have hit limits on its way; what ended it counts. */
    @Test
    void aCallForWhichTheSandboxEndedComesBeforeWhatWasUsedUp() {
        calls = new RunReport.Calls(true, Set.of());
        ending = KILLED;
        meter(Quantity.PIDS_LIMIT_HITS, 1);
        assertThat(verdict()).isEqualTo(Verdict.SV);
    }

    private void meter(Quantity quantity, long value) {
        meters.put(quantity, new Reading("test", value));
    }

    private Verdict verdict() {
        return verdict(LIMITS);
    }

    private Verdict verdict(TimeLimits limits) {
        return Verdicts.of(
                new RunReport(
                        ending,
                        cause,
                        wallNanos,
                        disk,
                        Optional.empty(),
                        0,
                        0,
                        meters,
                        Optional.empty(),
                        Optional.empty(),
                        calls,
                        List.of()),
                limits);
    }

    @Test
    void aRunWithinItsLimitsIsOk() {
        assertThat(verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void aStatusIsARuntimeError() {
        ending = FAILURE;
        assertThat(verdict()).isEqualTo(Verdict.RE);
        ending = new Ending.Exited(255);
        assertThat(verdict()).isEqualTo(Verdict.RE);
    }

    @Test
    void aSignalOfItsOwnIsASignal() {
        ending = new Ending.Signaled(11);
        assertThat(verdict()).isEqualTo(Verdict.SG);
        ending = KILLED;
        assertThat(verdict()).isEqualTo(Verdict.SG);
    }

    @Test
    void theSignalOfTheFilterIsASecurityViolation() {
        ending = new Ending.Signaled(31);
        assertThat(verdict()).isEqualTo(Verdict.SV);
    }

    @Test
    void theSignalOfTheFileSizeLimitIsTheOutputLimit() {
        ending = new Ending.Signaled(25);
        assertThat(verdict()).isEqualTo(Verdict.OLE);
    }

    @Test
    void aProgramThatNeverRanIsOurFault() {
        ending = new Ending.NotStarted();
        assertThat(verdict()).isEqualTo(Verdict.IE);
    }

    @Test
    void whatTheSupervisorHasEndedHasItsReason() {
        ending = KILLED;
        Map<EndCause, Verdict> expected = Map.of(
                EndCause.CPU_TIME, Verdict.TLE,
                EndCause.WALL_TIME, Verdict.WTLE,
                EndCause.OUTPUT, Verdict.OLE,
                EndCause.TRAFFIC, Verdict.NLE,
                EndCause.MEMORY, Verdict.MLE,
                EndCause.PROCESSES, Verdict.PLE,
                EndCause.INTERRUPTED, Verdict.IE,
                EndCause.BY_ITSELF, Verdict.SG);
        assertThat(expected).containsOnlyKeys(EndCause.values());
        expected.forEach((why, verdict) -> {
            cause = why;
            assertThat(verdict()).as("%s", why).isEqualTo(verdict);
        });
    }

    @Test
    void aLimitCountsThoughTheProgramEndedBeforeTheKillCame() {
        meter(Quantity.CPU_NANOS, LIMIT.toNanos() + 1);
        assertThat(verdict()).isEqualTo(Verdict.TLE);
        meter(Quantity.CPU_NANOS, LIMIT.toNanos());
        wallNanos = 2 * LIMIT.toNanos() + 1;
        assertThat(verdict()).isEqualTo(Verdict.WTLE);
    }

    @Test
    void cpuTimeComesBeforeWallTime() {
        meter(Quantity.CPU_NANOS, LIMIT.toNanos() + 1);
        wallNanos = 3 * LIMIT.toNanos();
        assertThat(verdict()).isEqualTo(Verdict.TLE);
    }

    @Test
    void cpuTimeComesBeforeTheWallTimeThatEndedIt() {
        meter(Quantity.CPU_NANOS, LIMIT.toNanos() + 1);
        cause = EndCause.WALL_TIME;
        ending = KILLED;
        assertThat(verdict()).isEqualTo(Verdict.TLE);
    }

    @Test
    void extraTimeDoesNotChangeTheVerdict() {
        meter(Quantity.CPU_NANOS, LIMIT.toNanos() + 1);
        assertThat(verdict(new TimeLimits(Optional.of(LIMIT), Optional.empty(), 0, LIMIT)))
                .isEqualTo(Verdict.TLE);
    }

    @Test
    void whatASignalTellsComesBeforeWhatMayHaveBeenTheReason() {
        meter(Quantity.PIDS_LIMIT_HITS, 3);
        ending = new Ending.Signaled(31);
        assertThat(verdict()).isEqualTo(Verdict.SV);
        ending = new Ending.Signaled(25);
        assertThat(verdict()).isEqualTo(Verdict.OLE);
        meter(Quantity.OOM_KILLS, 1);
        assertThat(verdict()).isEqualTo(Verdict.MLE);
    }

    @Test
    void withoutALimitNoTimeIsTooLong() {
        meter(Quantity.CPU_NANOS, Long.MAX_VALUE);
        wallNanos = Long.MAX_VALUE;
        assertThat(verdict(new TimeLimits(Optional.empty(), Optional.empty(), 0)))
                .isEqualTo(Verdict.OK);
    }

    @Test
    void anOutOfMemoryKillCountsWhateverTheProgramMadeOfIt() {
        meter(Quantity.OOM_KILLS, 1);
        assertThat(verdict()).isEqualTo(Verdict.MLE);
        ending = KILLED;
        assertThat(verdict()).isEqualTo(Verdict.MLE);
    }

    @Test
    void aTimeLimitComesBeforeMemory() {
        meter(Quantity.OOM_KILLS, 1);
        cause = EndCause.CPU_TIME;
        ending = KILLED;
        assertThat(verdict()).isEqualTo(Verdict.TLE);
    }

    @Test
    void aRefusedForkCountsOnlyWhenTheProgramFailed() {
        meter(Quantity.PIDS_LIMIT_HITS, 3);
        assertThat(verdict()).isEqualTo(Verdict.OK);
        ending = FAILURE;
        assertThat(verdict()).isEqualTo(Verdict.PLE);
        meter(Quantity.OOM_KILLS, 1);
        assertThat(verdict()).isEqualTo(Verdict.MLE);
    }

    @Test
    void aFullDiskCountsOnlyWhenTheProgramFailed() {
        disk = Optional.of(new RunReport.DiskUse(1 << 20, 3, 1));
        assertThat(verdict()).isEqualTo(Verdict.OK);
        ending = FAILURE;
        assertThat(verdict()).isEqualTo(Verdict.DQE);
        meter(Quantity.PIDS_LIMIT_HITS, 1);
        assertThat(verdict()).isEqualTo(Verdict.PLE);
    }

    @Test
    void aDiskThatNobodyCouldMeasureIsNotFull() {
        disk = Optional.empty();
        ending = KILLED;
        assertThat(verdict()).isEqualTo(Verdict.SG);
    }

    @Test
    void aMeterThatThisKernelLacksSaysNothing() {
        meters.clear();
        ending = FAILURE;
        assertThat(verdict()).isEqualTo(Verdict.RE);
    }
}
