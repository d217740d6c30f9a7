package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallerIdsTest {
    @Test
    void readsTheSupplementaryGroupsOfProc() {
        assertThat(CallerIds.supplementary(List.of("Name:\tx", "Gid:\t5\t5\t5\t5", "Groups:\t4 27 4294967294 ")))
                .containsExactly(4, 27, -2);
        assertThat(CallerIds.supplementary(List.of("Groups:\t "))).isEmpty();
        assertThat(CallerIds.supplementary(List.of())).isEmpty();
    }

    @Test
    void aCallerIsInEachOfHisGroupsOnce() {
        assertThat(new CallerIds(1000, 27, List.of(-2, 27, 4)).groups()).containsExactly(4, 27, -2);
        assertThat(new CallerIds(1000, 27).groups()).containsExactly(27);
    }

    @Test
    void theIdsAreThoseOfThisProcess() throws IOException {
        CallerIds caller = CallerIds.current();
        assertThat(Files.getAttribute(Path.of("/proc/self/task"), "unix:uid")).isEqualTo(caller.uid());
        assertThat(caller.groups()).contains(caller.gid());
    }
}
