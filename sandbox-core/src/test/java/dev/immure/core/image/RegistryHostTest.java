package dev.immure.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryHostTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:5000", "x.localhost", "127.0.0.1:5000", "127.255.0.9"})
    void knowsThisMachineByItsNames(String text) {
        assertThat(RegistryHost.parse(text).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.example", "localhost.example", "128.0.0.1", "10.0.0.1:443", "1.2.3.4.example"})
    void othersAreElsewhere(String text) {
        assertThat(RegistryHost.parse(text).isLoopback()).isFalse();
    }

    /** What inet_aton(3) would take for 127.0.0.1, or for every address of this machine. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "2130706433:5000",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "127.0.0.0x1",
                "0.0.0.0",
                "127.0.0.256",
                "1.2.3.4.5",
                "registry.5"
            })
    void anAddressHasOneSpelling(String text) {
        assertThatThrownBy(() -> RegistryHost.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address");
    }
}
