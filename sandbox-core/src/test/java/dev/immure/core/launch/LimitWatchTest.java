package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.resource.CpuClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class LimitWatchTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long MILLIS = 1_000_000;

    private final List<EndCause> ends = new CopyOnWriteArrayList<>();

    private LimitWatch watch(Optional<Duration> cpu, Optional<Duration> wall, LongSupplier meter, long start) {
        return new LimitWatch(new TimeLimits(cpu, wall, 0), meter, new CpuClock(2), start, ends::add);
    }

    @Test
    void endsARunWhoseCpuTimeIsUsedUp() {
        AtomicInteger looks = new AtomicInteger();
        // each look finds 4 ms more
        LongSupplier meter = () -> looks.incrementAndGet() * (4 * MILLIS);
        watch(Optional.of(Duration.ofMillis(10)), Optional.of(HOUR), meter, System.nanoTime())
                .run();
        assertThat(ends).containsExactly(EndCause.CPU_TIME);
        assertThat(looks).hasValue(3);
    }

    @Test
    void endsARunWhoseWallTimeIsUsedUp() {
        long start = System.nanoTime() - HOUR.toNanos();
        watch(Optional.of(HOUR), Optional.of(HOUR), () -> 0, start).run();
        assertThat(ends).containsExactly(EndCause.WALL_TIME);
    }

    @Test
    void waitsForTheWallTimeThatIsLeft() {
        long start = System.nanoTime();
        watch(Optional.empty(), Optional.of(Duration.ofMillis(30)), () -> 0, start)
                .run();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30 * MILLIS);
        assertThat(ends).containsExactly(EndCause.WALL_TIME);
    }

    @Test
    void cpuTimeIsTheReasonWhenBothAreUsedUp() {
        watch(Optional.of(HOUR), Optional.of(HOUR), HOUR::toNanos, System.nanoTime() - HOUR.toNanos())
                .run();
        assertThat(ends).containsExactly(EndCause.CPU_TIME);
    }

    @Test
    void doesNotAskTheMeterWithoutALimitOnIt() {
        LongSupplier meter = () -> {
            throw new AssertionError("asked");
        };
        watch(Optional.empty(), Optional.of(HOUR), meter, System.nanoTime() - HOUR.toNanos())
                .run();
        assertThat(ends).containsExactly(EndCause.WALL_TIME);
    }

    @Test
    void endsNothingOnceItIsStopped() throws InterruptedException {
        LimitWatch watch = watch(Optional.of(HOUR), Optional.of(HOUR), () -> 0, System.nanoTime());
        Thread thread = Thread.ofPlatform().start(watch);
        watch.stop();
        thread.join();
        assertThat(ends).isEmpty();
    }

    @Test
    void withoutLimitsItOnlyWaitsToBeStopped() throws InterruptedException {
        LimitWatch watch = watch(Optional.empty(), Optional.empty(), () -> 0, System.nanoTime());
        Thread thread = Thread.ofPlatform().start(watch);
        watch.stop();
        thread.join();
        assertThat(ends).isEmpty();
    }

    @Test
    void aMeterThatCannotBeReadEndsTheRun() {
        LongSupplier meter = () -> {
            throw new ImmureException(new Fault(LaunchFault.NO_REPORT, "cannot", "read", "it", "."));
        };
        watch(Optional.of(HOUR), Optional.of(HOUR), meter, System.nanoTime()).run();
        assertThat(ends).containsExactly(EndCause.INTERRUPTED);
    }

    @Test
    void aLimitOfNothingIsNoLimit() {
        assertThatThrownBy(() -> new TimeLimits(Optional.of(Duration.ZERO), Optional.empty(), 0))
                .hasMessageContaining("more than zero");
        assertThatThrownBy(() -> new TimeLimits(Optional.empty(), Optional.of(Duration.ofNanos(-1)), 0))
                .hasMessageContaining("more than zero");
        assertThatThrownBy(() -> new TimeLimits(Optional.empty(), Optional.empty(), -1))
                .hasMessageContaining("negative");
    }
}
