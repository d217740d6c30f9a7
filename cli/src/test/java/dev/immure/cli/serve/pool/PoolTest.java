package dev.immure.cli.serve.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is made before it is asked for: given out once, never too much of it, and nothing forgotten. */
class PoolTest {
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final List<Thing> closed = new ArrayList<>();
    private long now;
    private int made;

    private final Pool<String, Thing> pool =
            new Pool<>(new PoolSettings(2, 2, Duration.ofSeconds(60)), work::add, closed::add, () -> now);

    private record Thing(String key, int number) implements AutoCloseable {
        @Override
        public void close() {}
    }

    private void order(String key) {
        pool.refill(key, () -> () -> new Thing(key, ++made));
    }

    /** As somebody who has been here before. */
    private void orderAgain(String key) {
        order(key);
        order(key);
    }

    private void work() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    @Test
    void itHasNothingUntilSomebodyAsks() {
        assertThat(pool.take("a")).isEmpty();
        assertThat(work).isEmpty();
        assertThat(pool.statistics()).isEqualTo(new PoolStatistics(0, Map.of(PoolMiss.NEW, 1L), 0, 0, 0, 0));
    }

    @Test
    void nothingIsMadeOfWhatIsWantedForTheFirstTime() {
        order("a");
        order("b");
        assertThat(work).isEmpty();
        order("a");
        assertThat(work).hasSize(2);
    }

    @Test
    void whatWasWantedLongAgoIsForgotten() {
        order("a");
        for (int i = 0; i < 16; i++) {
            order("other" + i);
        }
        order("a");
        assertThat(work).isEmpty();
    }

    @Test
    void eachIsGivenOutOnceAndTheOldestFirst() {
        orderAgain("a");
        work();
        assertThat(pool.take("b")).isEmpty();
        assertThat(pool.take("a")).contains(new Thing("a", 1));
        assertThat(pool.take("a")).contains(new Thing("a", 2));
        assertThat(pool.take("a")).isEmpty();
        assertThat(pool.statistics())
                .isEqualTo(new PoolStatistics(2, Map.of(PoolMiss.NEW, 1L, PoolMiss.USED, 1L), 0, 0, 0, 0));
        assertThat(closed).isEmpty();
    }

    @Test
    void whatIsInTheMakingIsNotMadeAgain() {
        orderAgain("a");
        order("a");
        assertThat(work).hasSize(2);
        work();
        order("a");
        assertThat(work).isEmpty();
        pool.take("a");
        order("a");
        assertThat(work).hasSize(1);
    }

    @Test
    void whatNobodyHasAskedForTheLongestTimeGoesForANewKind() {
        orderAgain("a");
        orderAgain("b");
        work();
        assertThat(pool.take("a")).isPresent();
        orderAgain("c");
        work();
        assertThat(closed).extracting(Thing::key).containsExactly("b", "b");
        assertThat(pool.take("a")).isPresent();
        assertThat(pool.statistics().discarded()).isEqualTo(2);
    }

    @Test
    void whatHasWaitedTooLongIsClosed() {
        orderAgain("a");
        work();
        now = Duration.ofSeconds(60).toNanos() - 1;
        pool.expire();
        work();
        assertThat(closed).isEmpty();
        now++;
        pool.expire();
        work();
        assertThat(closed).hasSize(2);
        assertThat(pool.take("a")).isEmpty();
    }

    @Test
    void whatComesAfterItWasClearedIsClosed() {
        orderAgain("a");
        pool.clear();
        work();
        assertThat(closed).hasSize(2);
        assertThat(pool.take("a")).isEmpty();
        order("a");
        work();
        assertThat(pool.take("a")).isPresent();
    }

    @Test
    void afterItsEndNothingIsMade() {
        orderAgain("a");
        work();
        pool.close();
        work();
        assertThat(closed).hasSize(2);
        order("a");
        assertThat(work).isEmpty();
    }

    @Test
    void whatCannotBeMadeIsCountedAndTriedAgainWithTheNextRun() {
        Supplier<Supplier<? extends Thing>> failing = () -> () -> {
            throw new ImmureException(new Fault(CliFault.DEFECT, "cannot make", "a thing", "no room", "Wait"));
        };
        pool.refill("a", failing);
        pool.refill("a", failing);
        work();
        assertThat(pool.statistics()).isEqualTo(new PoolStatistics(0, Map.of(), 0, 0, 2, 0));
        orderAgain("a");
        work();
        assertThat(pool.take("a")).isPresent();
    }

    @Test
    void withoutARoomNothingIsMade() {
        Pool<String, Thing> off = new Pool<>(PoolSettings.OFF, work::add, closed::add, () -> now);
        off.refill("a", () -> () -> new Thing("a", 0));
        off.refill("a", () -> () -> new Thing("a", 0));
        assertThat(work).isEmpty();
        assertThat(off.take("a")).isEqualTo(Optional.empty());
    }

    @Test
    void whoGoesWithoutIsCountedByWhy() {
        for (int i = 0; i < 2; i++) {
            pool.take("a");
            order("a");
        }
        pool.take("a");
        work();
        pool.take("a");
        pool.take("a");
        pool.take("a");
        pool.clear();
        pool.take("a");
        assertThat(pool.statistics().misses())
                .isEqualTo(Map.of(PoolMiss.NEW, 2L, PoolMiss.MAKING, 1L, PoolMiss.USED, 1L, PoolMiss.GONE, 1L));
        assertThat(pool.statistics().hits()).isEqualTo(2);
    }

    @Test
    void settingsHaveBounds() {
        Duration minute = Duration.ofMinutes(1);
        assertThatThrownBy(() -> new PoolSettings(-1, 1, minute)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PoolSettings(65, 1, minute)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PoolSettings(1, 0, minute)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PoolSettings(1, 1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
