package dev.immure.signing.internal.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotationManifestTest {
    private static final Digest SOME = Digest.of(new byte[0]);
    private static final String EMPTY = "application/vnd.oci.empty.v1+json";

    private static String manifest(String artifactType, String configType, String layers, String rest) {
        return "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"," + artifactType
                + "\"config\":{\"mediaType\":\"" + configType + "\",\"digest\":\"" + SOME
                + "\",\"size\":2},\"layers\":["
                + layers + "]" + rest + "}";
    }

    private static String layer(String type, long size) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + SOME + "\",\"size\":" + size + "}";
    }

    private static String rest(String thumbprints) {
        return ",\"subject\":{\"mediaType\":\"a/b\",\"digest\":\"" + SOME + "\",\"size\":3},\"annotations\":{\""
                + NotationManifest.THUMBPRINTS + "\":\"" + thumbprints.replace("\"", "\\\"") + "\"}";
    }

    private static final String ARTIFACT = "\"artifactType\":\"" + NotationManifest.TYPE + "\",";
    private static final String GOOD_REST = rest("[\"" + SOME.hex().toUpperCase(Locale.ROOT) + "\"]");
    private static final String JOSE = layer("application/jose+json", 100);

    private static NotationManifest parse(String json) {
        return NotationManifest.parse(json.getBytes(StandardCharsets.UTF_8), "manifest");
    }

    @ParameterizedTest
    @CsvSource({"application/jose+json, JWS", "application/cose, COSE"})
    void bothFormsOfTheManifestAreRead(String type, EnvelopeFormat format) {
        for (String json : List.of(
                manifest(ARTIFACT, EMPTY, layer(type, 100), GOOD_REST),
                manifest("", NotationManifest.TYPE, layer(type, 100), GOOD_REST))) {
            NotationManifest manifest = parse(json);
            assertThat(manifest.format()).isEqualTo(format);
            assertThat(manifest.thumbprints()).containsExactly(SOME);
            assertThat(manifest.subject().size()).isEqualTo(3);
        }
    }

    @Test
    void whatDoesNotFollowTheSpecificationIsRefused() {
        for (String json : List.of(
                "{}",
                manifest("", "application/vnd.oci.image.config.v1+json", JOSE, GOOD_REST),
                manifest("\"artifactType\":\"a/b\",", NotationManifest.TYPE, JOSE, GOOD_REST),
                manifest(ARTIFACT, EMPTY, "", GOOD_REST),
                manifest(ARTIFACT, EMPTY, JOSE + "," + JOSE, GOOD_REST),
                manifest(ARTIFACT, EMPTY, layer("application/json", 100), GOOD_REST),
                manifest(ARTIFACT, EMPTY, layer("application/cose", NotationEnvelope.MAX_BYTES + 1L), GOOD_REST),
                manifest(ARTIFACT, EMPTY, JOSE, ""),
                manifest(ARTIFACT, EMPTY, JOSE, rest("").replace(NotationManifest.THUMBPRINTS, "x")),
                manifest(ARTIFACT, EMPTY, JOSE, rest("[1]")),
                manifest(ARTIFACT, EMPTY, JOSE, rest("{}")),
                manifest(ARTIFACT, EMPTY, JOSE, rest("[\"ab\"]")))) {
            assertThat(Faults.of(() -> parse(json)).code()).as(json).isEqualTo(NotationFault.MANIFEST);
        }
    }

    @Test
    void anEnvelopeWithOtherCertificatesIsRefused() {
        TestCertificate root = TestCertificate.root("CN=Root");
        NotationEnvelope envelope =
                new TestEnvelope(root.codeSigner("C=US,ST=WA,O=corp"), root).read(EnvelopeFormat.JWS);
        NotationManifest manifest = parse(manifest(ARTIFACT, EMPTY, JOSE, GOOD_REST));
        assertThat(Faults.of(() -> manifest.requireChain(envelope)).code()).isEqualTo(NotationFault.CHAIN);
    }
}
