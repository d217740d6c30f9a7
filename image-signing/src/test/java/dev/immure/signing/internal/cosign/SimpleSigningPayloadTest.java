package dev.immure.signing.internal.cosign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.name.SignedReference;
import dev.immure.signing.testing.Faults;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimpleSigningPayloadTest {
    private static final String HEX = "071bf7a986f1ca9cb2a1f0bc8392822a7777f90d58f2d2c6f271913e08de7c81";
    private static final String REFERENCE = "index.docker.io/securesystemsengineering/testimage";
    private static final String GOOD = "{\"critical\":{\"identity\":{\"docker-reference\":\"" + REFERENCE
            + "\"},\"image\":{\"docker-manifest-digest\":\"sha256:" + HEX
            + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}";

    @Test
    void writesTheBytesThatCosignWrote() {
        SimpleSigningPayload payload = new SimpleSigningPayload(
                SimpleSigningPayload.TYPE, SignedReference.parse(REFERENCE).orElseThrow(), new Digest(HEX));
        // Digest of a statement that cosign made (connaisseur's test data).
        assertThat(Digest.of(payload.encode()).hex())
                .isEqualTo("d8ee807d96efe7441b132967ad94eaffbc0172a763e69f2cd8df8f583f0ba0d4");
    }

    @Test
    void readsWhatCosignWrites() {
        SimpleSigningPayload payload = parse(GOOD);
        assertThat(payload.image().hex()).isEqualTo(HEX);
        assertThat(payload.reference().repository().value()).isEqualTo("docker.io/securesystemsengineering/testimage");
        assertThat(payload.type()).isEqualTo(SimpleSigningPayload.TYPE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"optional\":null | \"optional\":{\"creator\":\"me\",\"timestamp\":1,\"deep\":[{}]}",
                ",\"optional\":null | ''"
            })
    void letsTheSignersNotesPass(String from, String to) {
        assertThat(parse(changed(from, to)).image().hex()).isEqualTo(HEX);
    }

    @ParameterizedTest(name = "{2}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // two digests, good last and good first
                "\"docker-manifest | \"docker-manifest-digest\":\"sha256:00\",\"docker-manifest | twice",
                "\"},\"type\" | \",\"docker-manifest-digest\":\"sha256:00\"},\"type\" | twice",
                "\"identity\":{ | \"identity\":{\"docker-reference\":\"x\", | twice",
                "{\"critical\" | {\"critical\":{},\"critical\" | twice",
                "\"optional\":null | \"optional\":{\"a\":1,\"a\":2} | twice",
                // spelt otherwise: Go takes these for the lower-case names
                "\"optional\" | \"Critical\":{},\"optional\" | not a member",
                "\"docker-manifest-digest\" | \"Docker-Manifest-Digest\" | not a member",
                "\"type\" | \"Type\" | not a member",
                // what is critical and not understood
                "\"type\" | \"expires\":\"2020\",\"type\" | not a member",
                "\"identity\":{ | \"identity\":{\"docker-host\":\"x\", | not a member",
                "\"image\":{ | \"image\":{\"size\":1, | not a member",
                "\"optional\" | \"more\":1,\"optional\" | not a member",
                // missing or of another kind
                "\"type\":\"cosign container image signature\" | \"type\":null | missing",
                ",\"type\":\"cosign container image signature\" | '' | missing",
                "\"cosign container image signature\" | 7 | to be a string",
                "\"optional\":null | \"optional\":[] | to be an object",
                "\"docker-reference\":\"index | \"docker-reference\":\"INDEX | repository",
                "\"docker-reference\":\"index | \"docker-reference\":\"\\u0000index | repository",
                "testimage\" | testimage:\" | repository",
                // digests
                "sha256:071 | sha256:71 | malformed",
                "sha256:071 | sha256:0071 | malformed",
                "sha256:071bf | sha256:071BF | malformed",
                "sha256:071bf | sha256:../bf | malformed",
                "sha256: | md5: | malformed",
                "sha256: | sha512: | malformed",
                "7c81\" | 7c81\\u0000\" | malformed",
                // the document
                "\"optional\":null} | \"optional\":null}{} | follows",
                "\"optional\":null} | \"optional\":null}x | follows",
                "\"optional\":null} | \"optional\":null | end-of-input",
                "{\"critical\" | \uFEFF{\"critical\" | byte order mark",
                "\"optional\":null | \"optional\":{\"n\":1e400000} | number",
                "\"optional\":null | \"optional\":{\"s\":\"\\ud800\"} | surrogate",
                "\"optional\":null | \"optional\":{'a':1} | Unexpected",
                "\"optional\":null | \"optional\":{}/**/ | ",
                "\"optional\":null | \"optional\":NaN | ",
                "\"optional\":null | \"optional\":{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]} | deeper"
            })
    void refuses(String from, String to, String why) {
        Fault fault = Faults.of(() -> parse(changed(from, to == null ? "" : to)));
        assertThat(fault.code()).isEqualTo(SigningFault.PAYLOAD);
        assertThat(fault.why()).contains(why == null ? "" : why);
    }

    @Test
    void refusesAHundredThousandNestedArrays() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        Fault fault = Faults.of(() -> parse(changed("\"optional\":null", "\"optional\":" + deep)));
        assertThat(fault.code()).isEqualTo(SigningFault.PAYLOAD);
        assertThat(fault.why()).contains("deeper");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] bytes =
                changed("\"optional\":null", "\"optional\":{\"a\":\"?\"}").getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 4] = (byte) 0xff;
        Fault fault = Faults.of(() -> SimpleSigningPayload.parse(bytes, "payload"));
        assertThat(fault.why()).contains("UTF-8");
    }

    private static String changed(String from, String to) {
        assertThat(GOOD).contains(from);
        return GOOD.replace(from, to);
    }

    private static SimpleSigningPayload parse(String json) {
        return SimpleSigningPayload.parse(json.getBytes(StandardCharsets.UTF_8), "payload");
    }
}
