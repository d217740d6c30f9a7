package dev.immure.signing.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.AttestationFault;
import dev.immure.signing.internal.dsse.Envelope;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
    private static final String HEX = "071bf7a986f1ca9cb2a1f0bc8392822a7777f90d58f2d2c6f271913e08de7c81";
    private static final Digest IMAGE = new Digest(HEX);
    private static final String SUBJECT = "{\"name\":\"app\",\"digest\":{\"sha256\":\"" + HEX + "\"}}";
    private static final String GOOD = "{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"subject\":[" + SUBJECT
            + "],\"predicateType\":\"https://example.org/built/v1\",\"predicate\":{\"by\":\"us\"}}";

    @Test
    void readsWhoIsTheSubjectAndWhatIsSaid() {
        Statement statement = parse(GOOD);
        assertThat(statement.type()).isEqualTo(Statement.V0_1);
        assertThat(statement.subjects()).containsExactly(Subject.of("app", IMAGE));
        assertThat(statement.predicateType()).isEqualTo("https://example.org/built/v1");
        assertThat(statement.predicate().has("by")).isTrue();
    }

    @Test
    void coversASubjectByItsDigestAndNeverByItsName() {
        assertThat(parse(GOOD).covers(IMAGE)).isTrue();
        assertThat(parse(GOOD).covers(Digest.of(new byte[0]))).isFalse();
        assertThat(parse(changed("\"app\"", "\"" + Digest.of(new byte[0]) + "\""))
                        .covers(Digest.of(new byte[0])))
                .isFalse();
    }

    @Test
    void coversNothingByAnotherAlgorithm() {
        Statement other = parse(changed("\"sha256\"", "\"sha3_256\""));
        assertThat(other.covers(IMAGE)).isFalse();
        assertThat(other.subjects().getFirst().sha256()).isEmpty();
    }

    @Test
    void findsTheSecondOfTwoSubjects() {
        String empty = SUBJECT.replace(HEX, Digest.of(new byte[0]).hex());
        assertThat(parse(changed("[" + SUBJECT, "[" + empty + "," + SUBJECT)).covers(IMAGE))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Statement/v0.1 | Statement/v1",
                ",\"predicate\":{\"by\":\"us\"} | ''",
                "{\"by\":\"us\"} | null",
                "\"name\":\"app\", | ''"
            })
    void readsWhatVersionOneLeavesOut(String from, String to) {
        assertThat(parse(changed(from, to)).covers(IMAGE)).isTrue();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // readers disagree which one counts
                "\"subject\":[ | \"subject\":[],\"subject\":[ | twice",
                "\"predicateType\" | \"predicateType\":\"x:y\",\"predicateType\" | twice",
                "{\"sha256\": | {\"sha256\":\"00\",\"sha256\": | twice",
                "\"by\":\"us\" | \"by\":\"us\",\"by\":\"them\" | twice",
                "\"subject\" | \"Subject\":[],\"subject\" | only by case",
                "\"predicate\": | \"predicatetype\":\"x:y\",\"predicate\": | only by case",
                "\"digest\": | \"Digest\":{},\"digest\": | only by case",
                "\"sha256\" | \"SHA256\" | only by case",
                // not a statement
                "Statement/v0.1 | Statement/v0.2 | \"_type\"",
                "https://in-toto.io/Statement/v0.1 | https://in-toto.io/Link/v0.1 | \"_type\"",
                "\"_type\" | \"type\" | \"_type\" is missing",
                "https://example.org/built/v1 | '' | not a URI",
                "https://example.org/built/v1 | built by us | not a URI",
                "https://example.org/built/v1 | https://example.org/\\u0000 | not a URI",
                "\"predicateType\" | \"kind\" | \"predicateType\" is missing",
                "{\"by\":\"us\"} | [] | to be an object",
                "{\"by\":\"us\"} | {\"by\":1e400000} | number",
                // about nothing, or about what nobody can compare
                "\"subject\" | \"subjects\" | \"subject\" is missing",
                "\"name\":\"app\",\"digest\" | \"name\":\"app\",\"digests\" | \"digest\" is missing",
                "{\"sha256\":\"071bf7a986f1ca9cb2a1f0bc8392822a7777f90d58f2d2c6f271913e08de7c81\"} | {} | empty",
                "\"sha256\":\"071bf7 | \"sha256\":\"071BF7 | lower-case",
                "\"sha256\":\"071bf7 | \"sha256\":\"1bf7 | lower-case",
                "\"sha256\":\"071bf7 | \"sha256\":\"00071bf7 | lower-case",
                "\"sha256\":\"071bf7 | \"sha256\":\"sha256:071bf7 | lower-case",
                "\"sha256\" | \"sha1\":\"../\",\"sha256\" | lower-case",
                "\"sha256\" | \"\":\"00000000\",\"sha256\" | no name",
                "\"sha256\" | \"sha1\":null,\"sha256\" | object of strings",
                "\"app\" | 7 | to be a string",
                // the document
                "\"us\"}} | \"us\"}}x | follows",
                "\"us\"}} | \"us\"} | end-of-input"
            })
    void refuses(String from, String to, String why) {
        Fault fault = Faults.of(() -> parse(changed(from, to)));
        assertThat(fault.code()).isEqualTo(AttestationFault.STATEMENT);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void refusesAStatementAboutNothing() {
        Fault fault = Faults.of(() -> parse(changed(SUBJECT, "")));
        assertThat(fault.code()).isEqualTo(AttestationFault.STATEMENT);
        assertThat(fault.why()).contains("missing or empty");
    }

    @Test
    void refusesAHundredThousandSubjects() {
        Fault fault = Faults.of(() -> parse(changed(SUBJECT, SUBJECT + ("," + SUBJECT).repeat(99_999))));
        assertThat(fault.code()).isEqualTo(AttestationFault.LIMIT);
    }

    @Test
    void refusesOneSubjectMoreThanIsRead() {
        String most = SUBJECT + ("," + SUBJECT).repeat(Statement.MAX_SUBJECTS - 1);
        assertThat(parse(changed(SUBJECT, most)).subjects()).hasSize(Statement.MAX_SUBJECTS);
        Fault fault = Faults.of(() -> parse(changed(SUBJECT, most + "," + SUBJECT)));
        assertThat(fault.code()).isEqualTo(AttestationFault.LIMIT);
        assertThat(fault.why()).contains("more than " + Statement.MAX_SUBJECTS + " items");
    }

    @Test
    void refusesAHundredThousandNestedArrays() {
        String deep = "{\"by\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        Fault fault = Faults.of(() -> parse(changed("{\"by\":\"us\"}", deep)));
        assertThat(fault.code()).isEqualTo(AttestationFault.LIMIT);
    }

    @Test
    void readsWhatABuilderSaid() throws IOException {
        for (String version : List.of("v1.4.0", "v1.7.0", "v1.10.0")) {
            Path blobs = Vectors.folder("slsa").resolve(version).resolve("blobs/sha256");
            Path blob = blobs.resolve(
                    switch (version) {
                        case "v1.4.0" -> "784c5bd14237b9a979fd0251f01dcc7956f06da243ca1e9c52470c410e53c654";
                        case "v1.7.0" -> "4a1b72c77c15781687300c3b0362513b5b040ac33dcaee4e245c24621d494d4d";
                        default -> "20b16d5835eceaa7b9dbb7e4fdf4db52a8b9159c1416dd73e54cade07e838917";
                    });
            byte[] payload = Envelope.parse(Files.readAllBytes(blob), version).statement(version);
            Statement statement = Statement.parse(payload, version);
            assertThat(statement.predicateType()).isEqualTo("https://slsa.dev/provenance/v0.2");
            assertThat(statement.subjects()).hasSize(1);
        }
    }

    private static String changed(String from, String to) {
        assertThat(GOOD).contains(from);
        return GOOD.replace(from, to);
    }

    private static Statement parse(String json) {
        return Statement.parse(json.getBytes(StandardCharsets.UTF_8), "s");
    }
}
