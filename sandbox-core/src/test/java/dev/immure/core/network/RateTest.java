package dev.immure.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
    /** The units of tc(8), in which "bps" is bytes. */
    @ParameterizedTest
    @CsvSource({
        "8000, 8000",
        "10mbit, 10000000",
        "10Mbit, 10000000",
        "1.5gbit, 1500000000",
        "1mbps, 8000000",
        "1mibit, 1048576",
        "1mibps, 8388608",
        "100kbit, 100000",
        "1000bps, 8000",
        "800gbit, 800000000000"
    })
    void isReadInTheUnitsOfTc(String text, long bits) {
        assertThat(Rate.parse(text).bitsPerSecond()).isEqualTo(bits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "7999", "-1mbit", "10 mbit", "10mb", "10%", "1e9", "801gbit", "999999999999tbit", "mbit"
            })
    void whatIsNoRateIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.parse(text));
    }

    @Test
    void theBurstIsFiftyMillisecondsButAtLeastAFrame() {
        assertThat(Rate.parse("10mbit").burst()).isEqualTo(62_500);
        assertThat(Rate.parse("8kbit").burst()).isEqualTo(1_514);
        assertThat(Rate.parse("100gbit").burst()).isEqualTo(625_000_000);
        assertThat(Rate.parse("800gbit").burst()).isEqualTo(1 << 30);
        assertThat(Rate.parse("800gbit").queue()).isEqualTo(1 << 30);
    }
}
