package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.StrictYaml;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.SignatureManifest;
import dev.immure.signing.internal.cosign.SimpleSigningPayload;
import dev.immure.signing.internal.keys.PrivateKeys;
import dev.immure.signing.internal.keys.PublicKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What is attached to an image, and what a trust file and a key file hold: understood, or refused by name. */
class SignatureFuzzTest {
    @FuzzTest
    void statementIsReadOrRefused(byte[] data) {
        try {
            SimpleSigningPayload payload = SimpleSigningPayload.parse(data, "payload");
            SimpleSigningPayload again =
                    new SimpleSigningPayload(SimpleSigningPayload.TYPE, payload.reference(), payload.image());
            assertThat(SimpleSigningPayload.parse(again.encode(), "payload")).isEqualTo(again);
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(SigningFault.PAYLOAD);
        }
    }

    @FuzzTest
    void signatureManifestIsReadOrRefused(byte[] data) {
        try {
            SignatureManifest manifest = SignatureManifest.parse(data, "manifest");
            assertThat(SignatureManifest.parse(manifest.encode(), "manifest").layers())
                    .hasSameSizeAs(manifest.layers());
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(SigningFault.MANIFEST, SigningFault.LIMIT);
        }
    }

    @FuzzTest
    void yamlIsReadOrRefused(byte[] data) {
        try {
            assertThat(StrictYaml.read(data).line()).isPositive();
        } catch (MalformedYaml e) {
            assertThat(e.reason()).isNotBlank();
        }
    }

    @FuzzTest
    void publicKeyIsReadOrRefused(byte[] der) {
        byte[] pem = pem("PUBLIC KEY", der);
        try {
            assertThat(PublicKeys.parse(pem, "key").verify(new byte[0], der)).isEmpty();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(SigningFault.KEY, SigningFault.KEY_KIND, SigningFault.WEAK_KEY);
        }
    }

    @FuzzTest
    void privateKeyIsReadOrRefused(byte[] data) {
        for (String label :
                new String[] {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
            try {
                assertThat(PrivateKeys.parse(pem(label, data), "key", Optional::empty)
                                .publicKey()
                                .kind())
                        .isNotBlank();
            } catch (ImmureException e) {
                assertThat(e.fault().code())
                        .isIn(SigningFault.KEY, SigningFault.KEY_KIND, SigningFault.WEAK_KEY, SigningFault.PASSWORD);
            }
        }
    }

    private static byte[] pem(String label, byte[] der) {
        String text = "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(der) + "\n-----END "
                + label + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
