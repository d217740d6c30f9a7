package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.cli.serve.wire.ClientMessage;
import dev.immure.cli.serve.wire.WireFault;
import dev.immure.core.ImmureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a client says, whoever it is. */
class ClientMessageFuzzTest {
    private static final int NUMBERS = 64;

    @FuzzTest(maxDuration = "1m")
    void aMessageIsReadOrRefused(FuzzedDataProvider data) {
        int type = data.consumeInt(0, 6);
        int number = data.consumeInt();
        byte[] rest = data.consumeRemainingAsBytes();
        read(ByteBuffer.allocate(8 + rest.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 1)
                .putShort((short) type)
                .putInt(number)
                .put(rest)
                .array());
    }

    /** A greeting whose numbers are in order, for what stands behind them. */
    @FuzzTest(maxDuration = "1m")
    void aGreetingIsReadOrRefused(FuzzedDataProvider data) {
        byte[] directory = data.consumeBytes(100);
        int arguments = data.consumeInt(0, 100);
        read(greeting(directory, arguments, data.consumeRemainingAsBytes()));
    }

    private static byte[] greeting(byte[] directory, int arguments, byte[] text) {
        return ByteBuffer.allocate(NUMBERS + directory.length + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x1_0001)
                .putInt(arguments)
                .putInt(NUMBERS - 8, directory.length)
                .position(NUMBERS)
                .put(directory)
                .put(text)
                .array();
    }

    @Test
    void theSeedIsAGreeting() {
        byte[] hello = greeting("/".getBytes(StandardCharsets.UTF_8), 2, "run\0x\0".getBytes(StandardCharsets.UTF_8));
        assertThat(ClientMessage.parse(hello)).isInstanceOf(ClientMessage.Hello.class);
    }

    private static void read(byte[] bytes) {
        try {
            ClientMessage message = ClientMessage.parse(bytes);
            if (message instanceof ClientMessage.Hello hello) {
                assertThat(hello.directory()).startsWith("/").doesNotContain("\0");
                assertThat(hello.arguments()).noneMatch(argument -> argument.indexOf('\0') >= 0);
            }
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(WireFault.MESSAGE);
        }
    }
}
