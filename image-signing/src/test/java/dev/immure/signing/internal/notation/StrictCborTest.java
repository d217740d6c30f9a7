package dev.immure.signing.internal.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.notation.CborValue.Whole;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictCborTest {
    private static CborValue read(String hex) throws CborException {
        return StrictCbor.read(HexFormat.of().parseHex(hex));
    }

    /** From the examples of RFC 8949, appendix A. */
    @Test
    void valuesAreRead() throws CborException {
        assertThat(read("17")).isEqualTo(new Whole(23));
        assertThat(read("1818")).isEqualTo(new Whole(24));
        assertThat(read("1903e8")).isEqualTo(new Whole(1000));
        assertThat(read("1b000000e8d4a51000")).isEqualTo(new Whole(1_000_000_000_000L));
        assertThat(read("20")).isEqualTo(new Whole(-1));
        assertThat(read("3903e7")).isEqualTo(new Whole(-1000));
        assertThat(read("62c3bc")).isEqualTo(new CborValue.Text("ü"));
        assertThat(read("83010203")).isEqualTo(new CborValue.Items(List.of(new Whole(1), new Whole(2), new Whole(3))));
        assertThat(read("a201020304"))
                .isEqualTo(new CborValue.Members(Map.of(new Whole(1), new Whole(2), new Whole(3), new Whole(4))));
        assertThat(read("c11a514b67b0")).isEqualTo(new CborValue.Tagged(1, new Whole(1363896240)));
        assertThat(read("f6")).isEqualTo(new CborValue.Simple(22));
        assertThat(((CborValue.Bytes) read("4401020304")).value()).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing, '', ends too early",
        "cut short, 19 03, ends too early",
        "something after it, 01 01, follows",
        "a number longer than needed, 18 17, shortest",
        "a two-byte number longer than needed, 19 00 ff, shortest",
        "a four-byte number longer than needed, 1a 00 00 ff ff, shortest",
        "an eight-byte number longer than needed, 1b 00 00 00 00 ff ff ff ff, shortest",
        "a number beyond 63 bits, 1b ff ff ff ff ff ff ff ff, 63 bits",
        "a length longer than needed, 58 01 00, shortest",
        "a text of unknown length, 7f 61 61 ff, not told",
        "an array of unknown length, 9f ff, not told",
        "a reserved length, 1c, not told",
        "a string beyond the end, 5a 7f ff ff ff 00, longer than what is left",
        "an array beyond the end, 9a 7f ff ff ff 00, more items",
        "a map beyond the end, ba 7f ff ff ff 00, more items",
        "a label twice, a2 01 02 01 03, sorted",
        "labels in the wrong order, a2 03 04 01 02, sorted",
        "a text that is not UTF-8, 61 ff, UTF-8",
        "a floating point number, fb 3f f1 99 99 99 99 99 9a, kind",
        "undefined, f7, kind",
        "a break, ff, kind"
    })
    void whatIsNotTheOneEncodingIsRefused(String name, String hex, String why) {
        assertThatThrownBy(() -> read(hex.replace(" ", "")))
                .isInstanceOf(CborException.class)
                .hasMessageContaining(why);
    }

    @Test
    void depthAndNumberOfValuesAreBounded() {
        assertThatThrownBy(() -> read("81".repeat(100) + "01")).hasMessageContaining("deeper");
        String thousand = "9903e8" + "01".repeat(1000);
        assertThatThrownBy(() -> read("83" + thousand.repeat(3))).hasMessageContaining("more than");
    }

    @Test
    void anEnvelopeThatIsNoTaggedSign1IsRefused() {
        TestCertificate root = TestCertificate.root("CN=Root");
        byte[] good = new TestEnvelope(root.codeSigner("C=US,ST=WA,O=corp"), root).cose();
        byte[] untagged = Arrays.copyOfRange(good, 1, good.length);
        byte[] otherTag = good.clone();
        otherTag[0] = (byte) 0xd1;
        byte[] nilPayload = HexFormat.of().parseHex("d28440a0f640");
        byte[] textHeader = HexFormat.of().parseHex("d28460a04040");
        byte[] emptyHeader = HexFormat.of().parseHex("d28441a0a04040");
        for (byte[] bad : List.of(untagged, otherTag, nilPayload, textHeader, emptyHeader)) {
            assertThat(Faults.of(() -> NotationEnvelope.parse(bad, EnvelopeFormat.COSE))
                            .code())
                    .isIn(NotationFault.ENVELOPE, NotationFault.ALGORITHM);
        }
    }

    /** Every byte of an envelope, flipped: a fault with a code, or the same statement. */
    @Test
    void aDamagedEnvelopeIsRefusedOrSaysTheSame() {
        TestCertificate root = TestCertificate.root("CN=Root");
        TestEnvelope made = new TestEnvelope(root.codeSigner("C=US,ST=WA,O=corp"), root);
        for (EnvelopeFormat format : EnvelopeFormat.values()) {
            byte[] good = made.in(format);
            for (int i = 0; i < good.length; i++) {
                byte[] bad = good.clone();
                bad[i] ^= 0x01;
                ImmureException refused =
                        catchThrowableOfType(ImmureException.class, () -> NotationEnvelope.parse(bad, format));
                if (refused != null) {
                    assertThat(refused.fault().code().id()).matches("IMM-(NOTATION|CERT)-.*");
                }
            }
        }
    }
}
