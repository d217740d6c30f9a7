package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    @Test
    void thisProcessIsAlive() {
        assertThat(ProcessIdentity.current().isAlive()).isTrue();
    }

    @Test
    void aProcessWithTheSameNumberIsNotTheSame() throws IOException, InterruptedException {
        Process other = new ProcessBuilder("cat").start();
        try {
            ProcessIdentity self = ProcessIdentity.current();
            int pid = Math.toIntExact(other.pid());
            for (ProcessIdentity mistaken : new ProcessIdentity[] {
                new ProcessIdentity(pid, self.start() - 1, self.boot()),
                new ProcessIdentity(pid, ProcessIdentity.of(pid).orElseThrow().start(), "another start of the host")
            }) {
                assertThat(mistaken.isAlive()).isFalse();
                assertThat(mistaken.terminate()).isFalse();
            }
            assertThat(other.isAlive()).isTrue();
            assertThat(ProcessIdentity.of(pid).orElseThrow().terminate()).isTrue();
            assertThat(other.waitFor()).isEqualTo(128 + 15);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aNameWithBlanksAndParenthesesDoesNotShiftTheFields() {
        String stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 1 1";

        assertThat(ProcessIdentity.start(stat)).contains(4711L);
    }

    @Test
    void aZombieIsNotAlive() {
        assertThat(ProcessIdentity.start("7 (a) Z 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 1 1"))
                .isEmpty();
    }
}
