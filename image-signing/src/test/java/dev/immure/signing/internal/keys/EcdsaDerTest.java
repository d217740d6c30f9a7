package dev.immure.signing.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcdsaDerTest {
    @Test
    void readsWhatItWrites() {
        BigInteger r = BigInteger.valueOf(0x80);
        BigInteger s = BigInteger.ONE.shiftLeft(520);
        assertThat(EcdsaDer.decode(EcdsaDer.encode(r, s))).contains(new EcdsaDer.Pair(r, s));
    }

    @Test
    void readsTheShortestForm() {
        assertThat(EcdsaDer.decode(hex("3006020101020102")))
                .contains(new EcdsaDer.Pair(BigInteger.ONE, BigInteger.TWO));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "empty, ''",
        "no sequence, 3106020101020102",
        "cut short, 30060201010201",
        "a byte too many, 300602010102010200",
        "a byte too many inside, 30070201010201020 0",
        "long form of a short length, 308106020101020102",
        "indefinite length, 30800201010201020000",
        "two-byte length, 3082000602010102 0102",
        "needless leading zero, 300702020001020102",
        "zero, 3006020100020102",
        "zero of no length, 30050200020102",
        "negative: the leading zero is missing, 3006020181020102",
        "an integer that is no integer, 3006040101020102",
        "only one integer, 3003020101",
        "a third integer, 3009020101020102020103",
        "length beyond the end, 300602010102 7f02"
    })
    void refusesEveryOtherEncoding(String name, String bytes) {
        assertThat(EcdsaDer.decode(hex(bytes.replace(" ", "")))).isEmpty();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
