package dev.immure.signing.internal.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.testing.Faults;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LooseSignatureTest {
    private static final String GOOD =
            "{\"mimeType\":\"application/vnd.dev.cosign.simplesigning.v1+json\",\"payload\":\"e30=\","
                    + "\"annotations\":{\"dev.cosignproject.cosign/signature\":\"AA==\"}}";

    @Test
    void whatCosignSignedIsHandedOut() {
        LooseSignature found = parse("\0sigstore-json\n" + GOOD);
        assertThat(found).isInstanceOfSatisfying(LooseSignature.Sigstore.class, sigstore -> {
            assertThat(sigstore.mediaType()).isEqualTo("application/vnd.dev.cosign.simplesigning.v1+json");
            assertThat(sigstore.payload().bytes()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
            assertThat(sigstore.annotations()).isEqualTo(Map.of("dev.cosignproject.cosign/signature", "AA=="));
        });
    }

    @Test
    void whatBeginsLikeAPacketIsAnOpenPgpMessage() {
        byte[] file = {(byte) 0xa3, 1, 2};
        assertThat(LooseSignature.parse(file, "signature-1"))
                .isInstanceOfSatisfying(
                        LooseSignature.OpenPgp.class,
                        message -> assertThat(message.message().bytes()).isEqualTo(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"payload\":\"e30=\" | \"payload\":\"e30=\",\"payload\":\"e30=\" | twice",
                "\"payload\":\"e30=\" | \"payload\":\"!\" | base64",
                "\"payload\":\"e30=\" | \"payload\":7 | a string",
                "\"payload\" | \"Payload\" | not a member",
                "\"annotations\":{ | \"annotations\":{\"a\":1, | strings",
                "\"mimeType\" | \"more\":1,\"mimeType\" | not a member",
                "\"AA==\"}} | \"AA==\"}}x | follows"
            })
    void anyOtherJsonIsRefused(String from, String to, String why) {
        assertThat(GOOD).contains(from);
        Fault fault = Faults.of(() -> parse("\0sigstore-json\n" + GOOD.replace(from, to)));
        assertThat(fault.code()).isEqualTo(OpenPgpFault.PACKET);
        assertThat(fault.why()).contains(why);
    }

    @ParameterizedTest
    @CsvSource({"''", "'{}'", "'sigstore-json\n{}'", "'\0other-format\n{}'", "'\0sigstore-json{}'"})
    void anyOtherFormatIsRefused(String file) {
        assertThat(Faults.of(() -> parse(file)).code()).isEqualTo(OpenPgpFault.UNSUPPORTED);
    }

    @Test
    void aLongFileIsRefused() {
        byte[] file = new byte[LooseSignature.MAX_FILE + 1];
        assertThat(Faults.of(() -> LooseSignature.parse(file, "signature-1")).code())
                .isEqualTo(OpenPgpFault.LIMIT);
    }

    private static LooseSignature parse(String file) {
        return LooseSignature.parse(file.getBytes(StandardCharsets.UTF_8), "signature-1");
    }
}
