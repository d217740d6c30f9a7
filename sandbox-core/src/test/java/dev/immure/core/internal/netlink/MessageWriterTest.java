package dev.immure.core.internal.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes that strace(1) shows of iproute2 and nft for the same requests. */
class MessageWriterTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void aRequestHasItsLengthFlagsAndNumber() {
        byte[] message = new MessageWriter(18, 0x300).u8(17).toBytes(0x01020304, false);
        assertThat(HEX.formatHex(message)).isEqualTo("11000000" + "1200" + "0103" + "04030201" + "00000000" + "11");
        assertThat(new MessageWriter(18, 0).toBytes(1, true)[6])
                .as("REQUEST and ACK")
                .isEqualTo((byte) 5);
    }

    @Test
    void anAttributeIsPaddedButItsLengthIsNot() {
        byte[] message = new MessageWriter(0, 0).text(3, "lo").byteOf(5, 7).toBytes(0, false);
        assertThat(HEX.formatHex(message, 16, message.length))
                .isEqualTo("0700" + "0300" + "6c6f0000" + "0500" + "0500" + "07000000");
    }

    @Test
    void aNestHoldsWhatIsWrittenInIt() {
        byte[] message = new MessageWriter(0, 0)
                .nest(18, info -> info.text(1, "ifb").nest(2, data -> {}))
                .toBytes(0, false);
        assertThat(HEX.formatHex(message, 16, message.length))
                .isEqualTo("1000" + "1280" + "0800" + "0100" + "69666200" + "0400" + "0280");
    }

    @Test
    void numbersHaveTheOrderThatTheirReaderWants() {
        byte[] message = new MessageWriter(0, 0)
                .intOf(1, 0x01020304)
                .networkInt(1, 0x01020304)
                .networkLong(1, 5)
                .be16(10)
                .toBytes(0, false);
        assertThat(HEX.formatHex(message, 16, message.length))
                .isEqualTo("0800" + "0100" + "04030201" + "0800" + "0100" + "01020304" + "0c00" + "0100"
                        + "0000000000000005" + "000a");
    }

    @Test
    void aMessageIsBounded() {
        MessageWriter writer = new MessageWriter(0, 0);
        assertThatThrownBy(() -> writer.bytes(1, new byte[MessageWriter.MAX_BYTES]))
                .isInstanceOf(BufferOverflowException.class);
    }
}
