package dev.immure.core.unix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotifySocketTest {
    @Test
    void whoIsNotAskedTellsNobody() {
        NotifySocket nobody = NotifySocket.of(Map.of(), 7);

        nobody.ready();
        nobody.stopping();
        assertThat(nobody.watchdogInterval()).isEmpty();
    }

    @Test
    void aWatchdogIsFedTwiceInItsTime() {
        Map<String, String> asked = Map.of("NOTIFY_SOCKET", "/run/x", "WATCHDOG_USEC", "10000000");

        assertThat(NotifySocket.of(asked, 7).watchdogInterval()).contains(Duration.ofSeconds(5));
    }

    @Test
    void aWatchdogOfAnotherProcessIsNotFed() {
        Map<String, String> asked = Map.of("NOTIFY_SOCKET", "/run/x", "WATCHDOG_USEC", "10000000", "WATCHDOG_PID", "8");

        assertThat(NotifySocket.of(asked, 7).watchdogInterval()).isEmpty();
    }

    @Test
    void aSocketThatCannotBeReachedEndsNothing() {
        NotifySocket.of(Map.of("NOTIFY_SOCKET", "/nowhere/at/all"), 7).ready();
        NotifySocket.of(Map.of("NOTIFY_SOCKET", "@immure-nobody-listens"), 7).alive();
        NotifySocket.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200)), 7).reloading();
    }
}
