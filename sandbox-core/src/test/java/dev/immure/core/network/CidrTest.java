package dev.immure.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "192.0.2.7, 192.0.2.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:db8::/32, 2001:db8::/32",
        "::/0, ::/0",
        "2001:DB8::1, 2001:db8::1/128",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1/128",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1/128",
        "0:0:1::, 0:0:1::/128",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8/128"
    })
    void aBlockIsReadAndWritten(String text, String written) {
        assertThat(Cidr.parse(text)).hasToString(written);
        assertThat(Cidr.parse(written)).isEqualTo(Cidr.parse(text));
    }

    /** Each is read as something by one library or another: octal, short, scoped, mapped, a name to look up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.1/8",
                "10.1/16",
                "010.0.0.0/8",
                "0x0a000000/8",
                "167772160/8",
                "10.0.0.256/32",
                "10.0.0.0.0/8",
                "10.0.0./8",
                "::/129",
                "2001:db8::1/64",
                "::ffff:10.0.0.1/128",
                "::ffff:a00:1/128",
                "fe80::1%eth0/128",
                ":::/128",
                "localhost",
                "example.org/32",
                "10.0.0.0 /8"
            })
    void whatIsNoBlockIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text));
    }

    @Test
    void containsWhatLiesInside() {
        assertThat(Cidr.parse("10.0.0.0/8").contains(Cidr.parse("10.255.255.255")))
                .isTrue();
        assertThat(Cidr.parse("10.0.0.0/8").contains(Cidr.parse("11.0.0.0/32"))).isFalse();
        assertThat(Cidr.parse("10.0.0.0/8").contains(Cidr.parse("0.0.0.0/0"))).isFalse();
        assertThat(Cidr.parse("0.0.0.0/0").contains(Cidr.parse("::1"))).isFalse();
        assertThat(Cidr.parse("fc00::/7").contains(Cidr.parse("fdff:ffff::/32")))
                .isTrue();
        assertThat(Cidr.parse("2001:db8::/65").contains(Cidr.parse("2001:db8:0:0:8000::/65")))
                .isFalse();
    }

    @Test
    void theMaskHasAsManyOnesAsThePrefix() {
        assertThat(Cidr.parse("10.0.0.0/9").mask()).containsExactly(0xff, 0x80, 0, 0);
        assertThat(Cidr.parse("::/0").mask()).containsOnly(0).hasSize(16);
        assertThat(Cidr.parse("2001:db8::/33").mask())
                .startsWith(0xff, 0xff, 0xff, 0xff, 0x80)
                .hasSize(16);
        assertThat(Cidr.parse("2001:db8::1").mask()).containsOnly(0xff).hasSize(16);
    }
}
