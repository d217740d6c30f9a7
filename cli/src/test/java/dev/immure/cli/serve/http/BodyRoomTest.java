package dev.immure.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.ImmureException;
import dev.immure.policy.Caller;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BodyRoomTest {
    private static final ServiceCaller ROOT = ServiceCaller.user(new Caller(0, 0, "socket-peer"), 0);
    private static final ServiceCaller STRANGER = ServiceCaller.user(new Caller(7, 7, "socket-peer"), 0);
    private static final ServiceCaller ANOTHER = ServiceCaller.user(new Caller(8, 8, "socket-peer"), 0);

    private static void assertBusy(ThrowingCallable call) {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(ServeFault.BUSY));
    }

    @Test
    void whatOneCallerHoldsLeavesRoomForOthers() {
        BodyRoom room = new BodyRoom(100);
        try (BodyRoom.Place held = room.take(STRANGER, 25)) {
            assertThat(held).isNotNull();
            assertBusy(() -> room.take(STRANGER, 1));
            room.take(ANOTHER, 25).close();
            room.take(ROOT, 75).close();
        }
    }

    @Test
    void allTogetherHoldNoMoreThanThereIs() {
        BodyRoom room = new BodyRoom(100);
        try (BodyRoom.Place held = room.take(ROOT, 90)) {
            assertThat(held).isNotNull();
            assertBusy(() -> room.take(ROOT, 11));
            assertBusy(() -> room.take(STRANGER, 11));
        }
    }

    @Test
    void whatIsGivenBackTwiceIsGivenBackOnce() {
        BodyRoom room = new BodyRoom(100);
        BodyRoom.Place first = room.take(ROOT, 60);
        first.close();
        first.close();
        try (BodyRoom.Place held = room.take(ROOT, 100)) {
            assertThat(held).isNotNull();
            assertBusy(() -> room.take(ROOT, 1));
        }
    }
}
