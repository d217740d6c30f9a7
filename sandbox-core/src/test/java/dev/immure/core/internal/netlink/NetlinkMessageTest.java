package dev.immure.core.internal.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.internal.kernel.Errno;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkMessageTest {
    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    @Test
    void severalMessagesOfOneDatagramAreRead() throws NetlinkException {
        byte[] first = new MessageWriter(16, 0).u32(7).text(3, "eth0").toBytes(1, false);
        byte[] second = new MessageWriter(3, 0).u32(0).toBytes(2, false);
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        List<NetlinkMessage> messages = NetlinkMessage.parse(both);
        assertThat(messages).extracting(NetlinkMessage::type).containsExactly(16, 3);
        assertThat(messages).extracting(NetlinkMessage::sequence).containsExactly(1, 2);
        assertThat(messages.getFirst().field(0)).isEqualTo(7);
        assertThat(messages.getFirst().attributes(4).text(3)).contains("eth0");
    }

    /** A capped answer: errno, the request's header, then the kernel's words as attribute 1. */
    @Test
    void anErrorIsReadWithTheWordsOfTheKernel() throws NetlinkException {
        String text = HexFormat.of().formatHex("no such thing\0".getBytes(StandardCharsets.US_ASCII)) + "0000";
        NetlinkMessage answer = NetlinkMessage.parse(hex(
                        "38000000",
                        "0200",
                        "0003",
                        "09000000",
                        "00000000",
                        "eeffffff",
                        "20000000100005000900000000000000",
                        "1200",
                        "0100",
                        text))
                .getFirst();
        assertThat(answer.errno()).isEqualTo(18);
        assertThat(answer.text()).contains("no such thing");
    }

    @Test
    void anAnswerWithoutWordsHasNone() throws NetlinkException {
        NetlinkMessage answer = NetlinkMessage.parse(
                        hex("14000000", "0200", "0000", "01000000", "00000000", "00000000"))
                .getFirst();
        assertThat(answer.errno()).isZero();
        assertThat(answer.text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0f000000100000000100000000000000", // shorter than its header
                "11000000100000000100000000000000", // longer than the datagram
                "ffffffff100000000100000000000000",
                "00000080100000000100000000000000",
                "10000000100000000100000000000000ff" // a byte too many
            })
    void aLengthThatDoesNotFitIsRefused(String datagram) {
        assertThatThrownBy(() -> NetlinkMessage.parse(hex(datagram)))
                .isInstanceOfSatisfying(
                        NetlinkException.class,
                        e -> assertThat(e.is(Errno.EPROTO)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"03000100", "0500010000"})
    void anAttributeWhoseLengthDoesNotFitIsRefused(String content) {
        byte[] bytes = hex(content.substring(0, 8));
        bytes[0] = content.equals("03000100") ? 3 : (byte) 200;
        assertThatThrownBy(() -> Attributes.parse(bytes)).isInstanceOf(NetlinkException.class);
    }

    /** Whatever comes, it is read or refused in words; nothing is read beyond its end. */
    @RepeatedTest(20)
    void anyBytesAreReadOrRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = mutated(random);
            try {
                for (NetlinkMessage message : NetlinkMessage.parse(bytes)) {
                    message.errno();
                    message.text();
                    message.attributes(random.nextInt(20)).nest(random.nextInt(4));
                }
            } catch (NetlinkException e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("EPROTO");
            }
        }
    }

    private static byte[] mutated(Random random) {
        byte[] bytes = new MessageWriter(2, 0x300)
                .u32(random.nextInt())
                .u32(random.nextInt(64))
                .u32(0)
                .u32(0)
                .u32(0)
                .text(1, "text")
                .nest(2, nest -> nest.intOf(1, 7))
                .toBytes(random.nextInt(), true);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
    }
}
