package dev.immure.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuClockTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void nothingLeftMeansNow() {
        assertThat(new CpuClock(2).nanosUntilNextLook(0)).isZero();
        assertThat(new CpuClock(2).nanosUntilNextLook(-5)).isZero();
    }

    /** A program that burns all its CPUs, looked at exactly when the clock says. */
    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 1000", "64, 10000", "2, 1"})
    void aProgramOnAllCpusIsSeenWithinOneStepOfItsLimit(int cpus, long limitMillis) {
        CpuClock clock = new CpuClock(cpus);
        long limit = limitMillis * 1_000_000;
        long wall = 0;
        int looks = 0;
        long wait = clock.nanosUntilNextLook(limit);
        while (wait > 0) {
            wall += wait;
            looks++;
            wait = clock.nanosUntilNextLook(limit - wall * cpus);
        }
        assertThat(wall - limit / cpus).isBetween(0L, CpuClock.FINEST_NANOS);
        assertThat(looks).isLessThanOrEqualTo(2);
    }

    /** One busy thread on a host with many CPUs is the worst case for the number of looks. */
    @Test
    void aSingleThreadOnManyCpusIsLookedAtSeldomAtFirstAndOftenAtTheEnd() {
        CpuClock clock = new CpuClock(16);
        long used = 0;
        int looks = 0;
        long wait = clock.nanosUntilNextLook(SECOND);
        while (wait > 0) {
            used += wait;
            looks++;
            wait = clock.nanosUntilNextLook(SECOND - used);
        }
        assertThat(used - SECOND).isBetween(0L, CpuClock.FINEST_NANOS);
        assertThat(looks).isBetween(20, 100);
    }

    @Test
    void refusesNoCpuAtAll() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CpuClock(0)).withMessageContaining("at least one");
    }
}
