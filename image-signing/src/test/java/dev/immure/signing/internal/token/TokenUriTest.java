package dev.immure.signing.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.TokenFault;
import dev.immure.signing.testing.Faults;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenUriTest {
    private static final String GOOD =
            "pkcs11:slot-id=17;object=release%20key;type=private?module-path=/usr/lib/t.so&pin-source=file:///etc/pin";

    @Test
    void readsWhatRfc7512Writes() {
        assertThat(TokenUri.parse(GOOD))
                .isEqualTo(new TokenUri(
                        OptionalLong.of(17), "release key", Path.of("/usr/lib/t.so"), Path.of("/etc/pin")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/pin", "file:/etc/pin", "file:///etc/pin", "%2fetc%2Fpin"})
    void theFileOfThePinIsAPathOrAFileUri(String source) {
        assertThat(TokenUri.parse("pkcs11:object=k?pin-source=" + source + "&module-path=/t.so")
                        .pinSource())
                .isEqualTo(Path.of("/etc/pin"));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pkcs11: | pkcs12: | begin",
                "object=release%20key; | '' | no object",
                "object=release%20key | object= | no object",
                "object=release%20key | object=a;object=b | twice",
                // what narrows the choice and cannot be compared
                "object= | token=t;object= | \"token\"",
                "object= | id=%01;object= | \"id\"",
                "object= | x-mine;object= | \"x-mine\"",
                "type=private | type=cert | not private",
                "slot-id=17 | slot-id=0x11 | not a number",
                "slot-id=17 | slot-id=99999999999 | not a number",
                "%20 | %2 | hexadecimal",
                "%20 | %zz | hexadecimal",
                "%20 | %ff | UTF-8",
                "module-path=/usr/lib/t.so& | '' | no module-path",
                "/usr/lib/t.so | t.so | absolute",
                "/usr/lib/t.so | /a%00b | absolute",
                "file:///etc/pin | pin | absolute",
                "file:///etc/pin | %7C/bin/askpass | absolute",
                "file:///etc/pin | file://host/pin | absolute",
                "&pin-source=file:///etc/pin | '' | no pin-source",
                "&pin-source=file:///etc/pin | &module-name=t | \"module-name\""
            })
    void refuses(String from, String to, String why) {
        assertThat(GOOD).contains(from);
        Fault fault = Faults.of(() -> TokenUri.parse(GOOD.replace(from, to)));
        assertThat(fault.code()).isEqualTo(TokenFault.URI);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void refusesAPinOnTheCommandLineWithoutRepeatingIt() {
        Fault fault = Faults.of(() -> TokenUri.parse(GOOD + "&pin-value=1234"));
        assertThat(fault.code()).isEqualTo(TokenFault.URI);
        assertThat(fault.sentence()).contains("every user").doesNotContain("1234");
    }
}
