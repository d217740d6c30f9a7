package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1:8443, 127.0.0.1, 8443", "[::1]:0, 0:0:0:0:0:0:0:1, 0", "0.0.0.0:65535, 0.0.0.0, 65535"})
    void readsAnAddressAndAPort(String text, String address, int port) {
        assertThat(TlsSettings.address(text).getAddress().getHostAddress()).isEqualTo(address);
        assertThat(TlsSettings.address(text).getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":8443",
                "8443",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "127.0.0.1:+1",
                "::1:8443",
                "[::1]",
                "localhost:8443",
                "immure.example:8443",
                "127.0.0.1:99999999999",
                "[]:1"
            })
    void aNameAndWhatIsNoneIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TlsSettings.address(text));
    }
}
