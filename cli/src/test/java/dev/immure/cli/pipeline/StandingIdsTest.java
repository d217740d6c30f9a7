package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StandingIdsTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void eachIsNewAndHasTheFormThatLeftoversAreKnownBy() {
        String one = StandingIds.next(random);
        assertThat(one).matches("[0-9a-f]{16}").isNotEqualTo(StandingIds.next(random));
    }

    @Test
    void itTellsWhoLooksAfterIt() {
        long self = ProcessHandle.current().pid();
        assertThat(StandingIds.isOf(self, StandingIds.next(random))).isTrue();
        assertThat(StandingIds.isOf(self + 1, StandingIds.next(random))).isFalse();
    }
}
