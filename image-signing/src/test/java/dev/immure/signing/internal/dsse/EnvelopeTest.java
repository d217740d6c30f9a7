package dev.immure.signing.internal.dsse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    /** The payload is {@code {"_type":"?>~"}}, whose base64 differs between the two alphabets. */
    private static final String GOOD = "{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":"
            + "\"eyJfdHlwZSI6Ij8+fiJ9\",\"signatures\":[{\"keyid\":\"k\",\"sig\":\"MEUCIQ==\"}]}";

    @Test
    void readsPayloadTypeAndSignature() {
        Envelope envelope = parse(GOOD);
        assertThat(envelope.payload()).asString(StandardCharsets.UTF_8).isEqualTo("{\"_type\":\"?>~\"}");
        assertThat(envelope.statement("e")).isEqualTo(envelope.payload());
        assertThat(envelope.signature("e").signature()).containsExactly(0x30, 0x45, 0x02, 0x21);
        assertThat(envelope.signature("e").keyId()).isEqualTo("k");
    }

    @Test
    void readsBothAlphabetsOfBase64ToTheSameBytes() {
        assertThat(parse(changed("Ij8+fiJ9", "Ij8-fiJ9")).payload())
                .isEqualTo(parse(GOOD).payload());
    }

    @Test
    void encodesLengthsInBytesNotCharacters() {
        byte[] payload = "a\u20ac".getBytes(StandardCharsets.UTF_8);
        assertThat(Envelope.encode("t\u00e9", payload))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("DSSEv1 3 t\u00e9 4 a\u20ac");
        // The example of DSSE's protocol.md.
        assertThat(Envelope.encode("http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        assertThat(Envelope.encode("", new byte[0]))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("DSSEv1 0  0 ");
    }

    @Test
    void theTypeIsPartOfWhatIsSigned() {
        assertThat(parse(changed("in-toto+json", "in-toto+jsom")).encoded())
                .isNotEqualTo(parse(GOOD).encoded());
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // said twice, or spelt otherwise: Go's reader takes the last, and any case
                "\"payload\":\" | \"payload\":\"e30=\",\"payload\":\" | twice",
                "{\"keyid | {\"sig\":\"AA==\",\"keyid | twice",
                "\"payloadType\" | \"payloadtype\":\"x\",\"payloadType\" | only by case",
                "\"keyid\" | \"Sig\":\"AA==\",\"keyid\" | only by case",
                // missing or of another kind
                "\"payload\" | \"payloads\" | \"payload\" is missing",
                "\"payloadType\" | \"payloadTypes\" | \"payloadType\" is missing",
                "application/vnd.in-toto+json | '' | \"payloadType\" is empty",
                "{\"keyid\":\"k\",\"sig\":\"MEUCIQ==\"} | '' | \"signatures\" is missing or empty",
                "{\"keyid\":\"k\",\"sig\":\"MEUCIQ==\"} | null | array of objects",
                "[{\"keyid\":\"k\",\"sig\":\"MEUCIQ==\"}] | {} | to be an array",
                "\"MEUCIQ==\" | \"\" | \"sig\" is empty",
                "\"MEUCIQ==\" | 7 | to be a string",
                "\"k\" | [] | to be a string",
                // base64 that readers decode differently, or only some
                "MEUCIQ== | MEUCIQ | one form",
                "MEUCIQ== | MEUCIR== | one form",
                "MEUCIQ== | MEUCIQ=\\n= | not base64",
                "Ij8+fiJ9 | Ij8+fi_9 | not base64",
                "Ij8+fiJ9 | Ij8+fiJ9= | not base64",
                "Ij8+fiJ9 | Ij8+ fiJ9 | not base64",
                // the document
                "}]} | }]}{} | follows",
                "}]} | }] | end-of-input"
            })
    void refuses(String from, String to, String why) {
        Fault fault = Faults.of(() -> parse(changed(from, to)));
        assertThat(fault.code()).isEqualTo(AttestationFault.ENVELOPE);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void refusesSeventeenSignatures() {
        String one = "{\"keyid\":\"k\",\"sig\":\"MEUCIQ==\"}";
        Fault fault = Faults.of(() -> parse(changed(one, one + ("," + one).repeat(16))));
        assertThat(fault.code()).isEqualTo(AttestationFault.LIMIT);
    }

    @Test
    void refusesASignatureLargerThanAnyKeyMakes() {
        Fault fault = Faults.of(() -> parse(changed("MEUCIQ==", "AAAA".repeat(1500))));
        assertThat(fault.code()).isEqualTo(AttestationFault.LIMIT);
    }

    @Test
    void refusesAnEnvelopeLargerThanTheLimitBeforeItIsRead() {
        Fault fault = Faults.of(() -> Envelope.parse(new byte[Envelope.MAX_BYTES + 1], "e"));
        assertThat(fault.code()).isEqualTo(AttestationFault.LIMIT);
    }

    @Test
    void reliesOnNoEnvelopeWithTwoSignatures() {
        Envelope two = parse(changed("[{", "[{\"sig\":\"AA==\"},{"));
        Fault fault = Faults.of(() -> two.signature("e"));
        assertThat(fault.code()).isEqualTo(AttestationFault.SIGNATURES);
        assertThat(fault.why()).contains("2 signatures");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/vnd.in-toto+json ", "Application/vnd.in-toto+json"})
    void takesNoOtherTypeForAStatement(String type) {
        Envelope other = parse(changed("application/vnd.in-toto+json", type));
        Fault fault = Faults.of(() -> other.statement("e"));
        assertThat(fault.code()).isEqualTo(AttestationFault.PAYLOAD_TYPE);
    }

    @Test
    void readsWhatCosignAttached() throws IOException {
        Path blobs = Vectors.folder("slsa").resolve("v1.10.0/blobs/sha256");
        byte[] blob =
                Files.readAllBytes(blobs.resolve("20b16d5835eceaa7b9dbb7e4fdf4db52a8b9159c1416dd73e54cade07e838917"));
        Envelope envelope = Envelope.parse(blob, "slsa");
        assertThat(envelope.payloadType()).isEqualTo(Envelope.IN_TOTO);
        assertThat(envelope.signature("slsa").keyId()).isEmpty();
    }

    private static String changed(String from, String to) {
        assertThat(GOOD).contains(from);
        return GOOD.replace(from, to);
    }

    private static Envelope parse(String json) {
        return Envelope.parse(json.getBytes(StandardCharsets.UTF_8), "e");
    }
}
