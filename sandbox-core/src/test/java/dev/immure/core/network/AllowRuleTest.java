package dev.immure.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowRuleTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0/24",
        "192.0.2.7:443, 192.0.2.7/32:443",
        "192.0.2.0/24:53, 192.0.2.0/24:53",
        "2001:db8::/32, 2001:db8::/32",
        "[2001:db8::/32]:443, [2001:db8::/32]:443",
        "[2001:db8::/32], 2001:db8::/32",
        "10.0.0.0/8, 10.0.0.0/8",
        "0.0.0.0/0:80, 0.0.0.0/0:80"
    })
    void aRuleIsReadAndWritten(String text, String written) {
        assertThat(AllowRule.parse(text)).hasToString(written);
        assertThat(AllowRule.parse(written)).isEqualTo(AllowRule.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "192.0.2.0/24:",
                "192.0.2.0/24:0",
                "192.0.2.0/24:65536",
                "192.0.2.0/24:080",
                "192.0.2.0/24:80:90",
                "192.0.2.0/24:http",
                "[192.0.2.0/24",
                "[2001:db8::/32]80",
                "[2001:db8::/32]:",
                "127.0.0.1:80",
                "127.0.0.0/8",
                "::1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "255.255.255.255",
                "ff02::1"
            })
    void whatIsNoRuleIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AllowRule.parse(text));
    }
}
