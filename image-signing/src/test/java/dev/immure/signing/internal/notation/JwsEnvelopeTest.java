package dev.immure.signing.internal.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The one form of JWS that is read: flattened, with nothing beside its four members. */
class JwsEnvelopeTest {
    private final TestCertificate root = TestCertificate.root("CN=Root");
    private final String good =
            new String(new TestEnvelope(root.codeSigner("C=US,ST=WA,O=corp"), root).jws(), StandardCharsets.UTF_8);

    private void assertRefused(NotationFault code, UnaryOperator<String> change) {
        String changed = change.apply(good);
        assertThat(changed).isNotEqualTo(good);
        assertThat(Faults.of(() -> NotationEnvelope.parse(changed.getBytes(StandardCharsets.UTF_8), EnvelopeFormat.JWS))
                        .code())
                .isEqualTo(code);
    }

    private static UnaryOperator<String> header(UnaryOperator<String> change) {
        return text -> {
            int start = text.indexOf("\"protected\":\"") + 13;
            int end = text.indexOf('"', start);
            String json = new String(
                    StrictBase64.decodeUrl(text.substring(start, end)).orElseThrow(), StandardCharsets.UTF_8);
            return text.substring(0, start)
                    + TestEnvelope.url(TestEnvelope.utf8(change.apply(json)))
                    + text.substring(end);
        };
    }

    @Test
    void anotherFormIsRefused() {
        assertRefused(NotationFault.ENVELOPE, text -> "x");
        assertRefused(NotationFault.ENVELOPE, text -> text + " {}");
        assertRefused(NotationFault.ENVELOPE, text -> text.replace("{\"payload\"", "{\"signatures\":[],\"payload\""));
        assertRefused(NotationFault.ENVELOPE, text -> text.replace("{\"payload\"", "{\"payload\":\"\",\"payload\""));
        assertRefused(NotationFault.ENVELOPE, text -> text.replace("{\"payload\"", "{\"Payload\""));
        assertRefused(NotationFault.ENVELOPE, text -> text.replace("\"header\"", "\"headers\""));
    }

    @Test
    void base64HasOneSpelling() {
        assertRefused(
                NotationFault.ENVELOPE, text -> text.replaceFirst("\"signature\":\"(.*)\"", "\"signature\":\"$1=\""));
        assertRefused(NotationFault.ENVELOPE, text -> text.replace("\"payload\":\"", "\"payload\":\"\\n"));
    }

    @Test
    void aNameInBothHeadersIsRefused() {
        assertRefused(NotationFault.ENVELOPE, text -> text.replace("\"header\":{", "\"header\":{\"alg\":\"ES256\","));
        assertRefused(
                NotationFault.ENVELOPE,
                text -> text.replace("\"header\":{", "\"header\":{\"" + Attributes.EXPIRY + "\":\"x\","));
    }

    /** Go's reader takes the one for the other. */
    @Test
    void aNameThatDiffersByCaseIsRefused() {
        assertRefused(NotationFault.ENVELOPE, header(json -> json.replace("{\"alg\"", "{\"Alg\":\"none\",\"alg\"")));
        assertRefused(
                NotationFault.ENVELOPE,
                header(json -> json.replace(
                        "{\"alg\"",
                        "{\"" + Attributes.EXPIRY.toUpperCase(Locale.ROOT) + "\":\"2020-01-01T00:00:00Z\",\"alg\"")));
    }

    @Test
    void aHeaderThatIsIncompleteIsRefused() {
        assertRefused(NotationFault.ENVELOPE, header(json -> json.replace("\"alg\"", "\"gla\"")));
        assertRefused(NotationFault.ENVELOPE, header(json -> json.replace("\"cty\"", "\"ytc\"")));
        assertRefused(NotationFault.ATTRIBUTE, header(json -> json.replace("\"crit\"", "\"tirc\"")));
        assertRefused(NotationFault.ENVELOPE, text -> text.replace("\"x5c\"", "\"c5x\""));
    }

    @Test
    void certificatesThatAreNoneAreRefused() {
        assertRefused(NotationFault.ENVELOPE, text -> text.replace("\"x5c\":[\"", "\"x5c\":[\"*"));
        String der = Base64.getEncoder().encodeToString(root.der());
        String changed = good.replace(der, "MAA=");
        assertThat(Faults.of(() -> NotationEnvelope.parse(changed.getBytes(StandardCharsets.UTF_8), EnvelopeFormat.JWS))
                        .code())
                .isEqualTo(CertificateFault.MALFORMED);
    }

    @Test
    void tooMuchIsRefused() {
        assertThat(Faults.of(() -> NotationEnvelope.parse(new byte[NotationEnvelope.MAX_BYTES + 1], EnvelopeFormat.JWS))
                        .code())
                .isEqualTo(NotationFault.LIMIT);
        String der = "\"" + Base64.getEncoder().encodeToString(root.der()) + "\"";
        assertRefused(NotationFault.LIMIT, text -> text.replace(der, der + ("," + der).repeat(8)));
    }
}
