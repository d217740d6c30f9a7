package dev.immure.signing.internal.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.testing.Gnupg;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A good message, with one thing changed. */
class SignedMessageTest {
    private static final byte[] TEXT = "the text".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    @TempDir
    static Path directory;

    private static OpenPgpSigner signer;
    private static PublicKey key;

    @BeforeAll
    static void keys() throws OpenPgpException {
        try (Gnupg gpg = new Gnupg(directory)) {
            String alice = gpg.key("alice", "ed25519", "2y", "--faked-system-time", "20260101T000000!");
            signer = OpenPgpSigner.read(gpg.exportSecret(alice), "alice", NOW);
            key = KeyringReader.read(gpg.export(alice)).getFirst().primary();
        }
    }

    private static byte[] message() {
        return signer.sign(TEXT, NOW);
    }

    private static List<Packet> packets() throws OpenPgpException {
        return PacketReader.read(message(), 3);
    }

    private static byte[] packet(Packet packet) {
        return PacketWriter.packet(packet.tag(), packet.body());
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void theGoodMessageIsGood() throws OpenPgpException {
        SignedMessage message = SignedMessage.read(message());
        assertThat(message.text()).isEqualTo(TEXT);
        assertThat(message.isBy(key)).isTrue();
    }

    @Test
    void noChangedBitIsAccepted() {
        byte[] good = message();
        int refused = 0;
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                SignedMessage message = SignedMessage.read(changed);
                boolean sameText = Arrays.equals(message.text(), TEXT);
                // What is not signed may change: the date of the text, the hint of who signed.
                assertThat(message.isBy(key) && !sameText).isFalse();
                refused += message.isBy(key) ? 0 : 1;
            } catch (OpenPgpException e) {
                refused++;
            }
        }
        int unsigned = 32 + 8; // the date of the text, and what kind of hint the unsigned key id is
        assertThat(refused).isEqualTo(8 * good.length - unsigned);
    }

    @Test
    void aMessageThatEndsTooEarlyIsRefused() {
        byte[] good = message();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThat(fault(cut).code()).isIn(OpenPgpFault.PACKET, OpenPgpFault.MESSAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x0a, 0x80, 0xff})
    void trailingBytesAreRefused(int octet) {
        assertThat(fault(joined(message(), new byte[] {(byte) octet})).code()).isEqualTo(OpenPgpFault.PACKET);
    }

    @Test
    void aWholeSecondMessageIsRefused() {
        assertThat(fault(joined(message(), message())).code()).isEqualTo(OpenPgpFault.MESSAGE);
    }

    @Test
    void twoTextsUnderOneSignatureAreRefused() throws OpenPgpException {
        List<Packet> good = packets();
        byte[] twice = joined(packet(good.get(0)), packet(good.get(1)), packet(good.get(1)), packet(good.get(2)));
        assertThat(fault(twice).why()).contains("[4, 11, 11, 2]");
    }

    @Test
    void twoSignaturesAroundOneTextAreRefused() throws OpenPgpException {
        List<Packet> good = packets();
        byte[] twice = joined(packet(good.get(0)), packet(good.get(1)), packet(good.get(2)), packet(good.get(2)));
        assertThat(fault(twice).code()).isEqualTo(OpenPgpFault.MESSAGE);
    }

    @Test
    void anUnsignedTextIsRefused() throws OpenPgpException {
        assertThat(fault(packet(packets().get(1))).code()).isEqualTo(OpenPgpFault.MESSAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, UNSUPPORTED, one-pass header is of version",
        "1, 1, MESSAGE, announces another",
        "2, 8, MESSAGE, announces another",
        "3, 19, MESSAGE, announces another",
        "4, 1, MESSAGE, announces another",
        "12, 0, MESSAGE, announces another"
    })
    void aHeaderThatAnnouncesAnotherSignatureIsRefused(int at, int octet, OpenPgpFault code, String why)
            throws OpenPgpException {
        List<Packet> good = packets();
        byte[] header = good.get(0).body();
        header[at] = (byte) octet;
        byte[] changed = joined(
                PacketWriter.packet(Packet.ONE_PASS_SIGNATURE, header), packet(good.get(1)), packet(good.get(2)));
        assertThat(fault(changed).code()).isEqualTo(code);
        assertThat(fault(changed).why()).contains(why);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 3, WEAK, version 3",
        "0, 2, WEAK, version 2",
        "0, 6, UNSUPPORTED, version 6",
        "1, 1, UNSUPPORTED, type 1",
        "1, 16, UNSUPPORTED, type 16",
        "2, 17, UNSUPPORTED, algorithm 17",
        "3, 1, WEAK, algorithm 1",
        "3, 2, WEAK, algorithm 2",
        "3, 11, UNSUPPORTED, algorithm 11"
    })
    void aSignatureOfAnotherKindIsRefused(int at, int octet, OpenPgpFault code, String why) throws OpenPgpException {
        List<Packet> good = packets();
        byte[] signature = good.get(2).body();
        signature[at] = (byte) octet;
        byte[] changed =
                joined(packet(good.get(0)), packet(good.get(1)), PacketWriter.packet(Packet.SIGNATURE, signature));
        assertThat(fault(changed).code()).isEqualTo(code);
        assertThat(fault(changed).why()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(chars = {'t', 'u', 'l', 'm'})
    void textThatAReaderMayChangeIsRefused(char format) throws OpenPgpException {
        List<Packet> good = packets();
        byte[] literal = good.get(1).body();
        literal[0] = (byte) format;
        byte[] changed =
                joined(packet(good.get(0)), PacketWriter.packet(Packet.LITERAL_DATA, literal), packet(good.get(2)));
        assertThat(fault(changed).code()).isEqualTo(OpenPgpFault.UNSUPPORTED);
    }

    @Test
    void aBombIsRefusedAndNotUnpacked() {
        byte[] bomb = compressed(new byte[16 << 20], 2);
        assertThat(bomb).hasSizeLessThan(SignedMessage.MAX_FILE);
        assertThat(fault(bomb).code()).isEqualTo(OpenPgpFault.LIMIT);
    }

    @Test
    void bytesBehindTheCompressedStreamAreRefused() {
        byte[] good = compressed(message(), 2);
        assertThat(fault(joined(good, new byte[] {0})).why()).contains("follow the compressed data");
    }

    @Test
    void compressedTwiceIsRefused() {
        assertThat(fault(compressed(compressed(message(), 2), 2)).code()).isEqualTo(OpenPgpFault.MESSAGE);
    }

    @Test
    void compressedDataThatEndsTooEarlyIsRefused() {
        byte[] good = compressed(message(), 2);
        assertThat(fault(Arrays.copyOf(good, good.length - 8)).why()).contains("ends too early");
    }

    @Test
    void compressedDataIsRead() throws OpenPgpException {
        assertThat(SignedMessage.read(compressed(message(), 2)).isBy(key)).isTrue();
    }

    @Test
    void aLongTextIsRefused() {
        byte[] text = new byte[SignedMessage.MAX_TEXT + 1];
        assertThat(fault(signer.sign(text, NOW)).code()).isEqualTo(OpenPgpFault.LIMIT);
    }

    @Test
    void aLongFileIsRefused() {
        assertThat(fault(new byte[SignedMessage.MAX_FILE + 1]).code()).isEqualTo(OpenPgpFault.LIMIT);
    }

    @Test
    void aLengthBeyondTheFileTakesNoMemory() {
        byte[] huge = {(byte) 0xcb, (byte) 0xff, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 'b'};
        assertThat(fault(huge).why()).contains("ends too early");
    }

    @Test
    void partsOfABodyAreJoined() throws OpenPgpException {
        byte[] text = new byte[1000];
        List<Packet> good = PacketReader.read(signer.sign(text, NOW), 3);
        byte[] literal = good.get(1).body();
        byte[] inParts = joined(
                new byte[] {(byte) 0xcb, (byte) (224 + 9)},
                Arrays.copyOf(literal, 512),
                new byte[] {(byte) (224 + 8)},
                Arrays.copyOfRange(literal, 512, 768),
                new byte[] {(byte) 0xff, 0, 0, (byte) ((literal.length - 768) >> 8), (byte) (literal.length - 768)},
                Arrays.copyOfRange(literal, 768, literal.length));
        byte[] message = joined(packet(good.get(0)), inParts, packet(good.get(2)));
        assertThat(SignedMessage.read(message).text()).isEqualTo(text);
        inParts[1] = (byte) (224 + 8);
        assertThat(fault(joined(packet(good.get(0)), inParts)).why()).contains("first part");
    }

    @Test
    void aSignaturePacketInPartsIsRefused() {
        byte[] inParts = joined(new byte[] {(byte) 0xc2, (byte) (224 + 9)}, new byte[512], new byte[] {0});
        assertThat(fault(inParts).why()).contains("leaves its length open");
    }

    private static byte[] compressed(byte[] content, int algorithm) {
        try (Deflater deflater = new Deflater(9, algorithm == 1)) {
            deflater.setInput(content);
            deflater.finish();
            byte[] out = new byte[content.length + 100];
            int length = deflater.deflate(out);
            // GnuPG's header: old form, length open
            return joined(new byte[] {(byte) 0xa3, (byte) algorithm}, Arrays.copyOf(out, length));
        }
    }

    private static OpenPgpException fault(byte[] message) {
        OpenPgpException thrown = catchThrowableOfType(OpenPgpException.class, () -> SignedMessage.read(message));
        if (thrown == null) {
            throw new AssertionError("it was read");
        }
        return thrown;
    }
}
