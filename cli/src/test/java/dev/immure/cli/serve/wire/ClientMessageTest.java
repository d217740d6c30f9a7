package dev.immure.cli.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.core.ImmureException;
import dev.immure.core.plan.WindowSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageTest {
    private static final int FLAGS = 12;
    private static final int LENGTH = 56;
    private static final int RESERVED = 60;
    private static final int TEXT = 64;

    private static ByteBuffer message(int type, int number, int bytes) {
        return ByteBuffer.allocate(8 + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 1)
                .putShort((short) type)
                .putInt(number);
    }

    /** {@code run a} in {@code /home}, from a terminal of 24 by 80. */
    private static byte[] hello(Consumer<ByteBuffer> change) {
        ByteBuffer hello = message(1, 2, TEXT - 8 + 5 + 6)
                .putShort((short) 24)
                .putShort((short) 80)
                .putInt(1)
                .putLong(1)
                .putLong(2)
                .putLong(3)
                .putLong(4)
                .putLong(5)
                .putInt(5)
                .putInt(0)
                .put("/homerun\0a\0".getBytes(StandardCharsets.UTF_8));
        change.accept(hello);
        byte[] bytes = new byte[hello.capacity()];
        hello.get(0, bytes);
        return bytes;
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> ClientMessage.parse(bytes))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(WireFault.MESSAGE))
                .satisfies(e -> assertThat(e.fault().why()).contains(why));
    }

    @Test
    void aGreetingIsRead() {
        assertThat(ClientMessage.parse(hello(bytes -> {})))
                .isEqualTo(new ClientMessage.Hello(
                        new WindowSize(24, 80),
                        true,
                        false,
                        false,
                        new Surroundings(1, 2, 3, 4, 5),
                        "/home",
                        List.of("run", "a")));
    }

    @Test
    void everyShorterGreetingIsRefused() {
        byte[] whole = hello(bytes -> {});
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(ImmureException.class).isThrownBy(() -> ClientMessage.parse(cut));
        }
    }

    @Test
    void aGreetingThatIsNotInOrderIsRefused() {
        assertRefused(hello(bytes -> bytes.putShort(0, (short) 2)), "another version");
        assertRefused(hello(bytes -> bytes.putShort(2, (short) 6)), "no message 6");
        assertRefused(hello(bytes -> bytes.putInt(4, 1)), "something follows it");
        assertRefused(hello(bytes -> bytes.putInt(4, 3)), "no end");
        assertRefused(hello(bytes -> bytes.putInt(4, -1)), "arguments");
        assertRefused(hello(bytes -> bytes.putInt(4, Integer.MAX_VALUE)), "arguments");
        assertRefused(hello(bytes -> bytes.putInt(FLAGS, 32)), "flag");
        assertRefused(hello(bytes -> bytes.putInt(LENGTH, -1)), "directory");
        assertRefused(hello(bytes -> bytes.putInt(LENGTH, 12)), "directory");
        assertRefused(hello(bytes -> bytes.putInt(LENGTH, 0)), "no absolute path");
        assertRefused(hello(bytes -> bytes.putInt(RESERVED, 1)), "directory");
        assertRefused(hello(bytes -> bytes.put(TEXT, (byte) '(')), "no absolute path");
        assertRefused(hello(bytes -> bytes.put(TEXT + 1, (byte) 0)), "no absolute path");
        assertRefused(hello(bytes -> bytes.put(TEXT + 1, (byte) 0xff)), "UTF-8");
        assertRefused(hello(bytes -> bytes.put(TEXT + 5, (byte) 0xff)), "UTF-8");
        assertRefused(hello(bytes -> bytes.put(TEXT + 10, (byte) 'b')), "no end");
    }

    @Test
    void moreThanAMessageMayHaveIsRefused() {
        assertRefused(new byte[ClientMessage.MOST_BYTES + 1], "bytes");
    }

    @Test
    void whatASignalMayBeIsRead() {
        assertThat(ClientMessage.parse(message(3, 15, 0).array())).isEqualTo(new ClientMessage.Signal(15));
        assertThat(ClientMessage.parse(message(5, 1, 0).array())).isEqualTo(new ClientMessage.Input(true));
        assertThat(ClientMessage.parse(message(4, 0, 4).putInt(0xffff_ffff).array()))
                .isEqualTo(new ClientMessage.Window(new WindowSize(65_535, 65_535)));
        assertThat(ClientMessage.parse(message(2, 0, 0).array()))
                .isEqualTo(new ClientMessage.Variable(Optional.empty()));
        assertThat(ClientMessage.parse(
                        message(2, 1, 2).put((byte) 'a').put((byte) '=').array()))
                .isEqualTo(new ClientMessage.Variable(Optional.of("a=")));
    }

    @ParameterizedTest
    @CsvSource({"2,2", "2,-1", "3,0", "3,9", "3,19", "3,64", "5,2", "5,-1"})
    void anyOtherNumberIsRefused(int type, int number) {
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> ClientMessage.parse(message(type, number, 0).array()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"run x", "plan x", "verify x", "policy check x", "run", "run -- --no-root", "run --rooted x"})
    void theseCommandsAreServed(String line) {
        assertThat(ServedCommands.cover(List.of(line.split(" ", -1)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "policy",
                "policy lint x",
                "image ls",
                "check",
                "Run x",
                "demo",
                "run --root x y",
                "verify --config=a b",
                "plan --help",
                "run x cat --help"
            })
    void theseAreNot(String line) {
        assertThat(ServedCommands.cover(List.of(line.split(" ", -1)))).isFalse();
    }
}
