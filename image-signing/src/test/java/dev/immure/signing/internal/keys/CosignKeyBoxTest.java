package dev.immure.signing.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.Faults;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosignKeyBoxTest {
    /** A P-256 key as cosign stores one: scrypt (N 32768, r 8, p 1) of node:crypto, secretbox of tweetnacl. */
    private static final String COSIGN_KEY = """
            -----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----
            eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjozMjc2OCwiciI6
            OCwicCI6MX0sInNhbHQiOiJFN0pwMWZJZXM4alJTeG0rQjhHeHMyc3Nsa2UxQzQ1
            RDdEaGZUeVRzeDNjPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
            Iiwibm9uY2UiOiJ3SkhzeVM2WStwNHlSbGxnWjV4cFJQckRsVDZITG1kSSJ9LCJj
            aXBoZXJ0ZXh0IjoiOWNtRUhYRlloeS93Uy9nV0FWTW1LMTlaeDJSVCtKeUFOSGNq
            RFpHSE9NME1mbVQyK1FhRXduNDBIdzJOc0pKR3J1ODNGOGM2UEk1MXZzU2VLMmVm
            WFlBQkQ1cm94cFpQc0tncmNJN1Z1TWJyOHl3eEZhRUNvai9jMlZIKzR4eHRIQTFX
            cFRnOXpLcEpUckZOeVdtRUtMUDJEV1NxdDYrS0FCQ1dqYldaSVFJbk4zSG5OTmox
            ZXhDa0N4OXZnWjNKMCtKQ3UzVGFtTFJFQ3c9PSJ9
            -----END ENCRYPTED SIGSTORE PRIVATE KEY-----
            """;

    private static final String COSIGN_PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEw7Hy1JeNzLJS7hYt30lYV+OQLz4w
            LohtpZxal/xTNKAOSQk3IAqy/0Q1OuzQfD68ynWaTKOXuhxFdj7umk5lrw==
            -----END PUBLIC KEY-----
            """;

    @Test
    void readsAKeyOfCosign() {
        PrivateKey key = parse(COSIGN_KEY, "correct horse");
        assertThat(key.publicPem()).isEqualTo(COSIGN_PUBLIC);
    }

    @Test
    void refusesAWrongPasswordForAKeyOfCosign() {
        refuses(COSIGN_KEY, "correct house", SigningFault.PASSWORD, "does not fit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "32768 | 2147483648 | KEY_KIND | dearer",
                "\"r\":8 | \"r\":8000000 | KEY_KIND | dearer",
                "\"N\":32768 | \"N\":32767 | KEY_KIND | dearer",
                "scrypt | argon2 | KEY | scrypt",
                "nacl/secretbox | aes | KEY | nacl/secretbox",
                "\"nonce\" | \"once\" | KEY | \"nonce\" is missing",
                "\"nonce\":\" | \"nonce\":\"* | KEY | not base64"
            })
    void refusesAKeyOfCosignWithOneThingChanged(String from, String to, String code, String why) {
        Pem block = Pem.parse(COSIGN_KEY.getBytes(StandardCharsets.US_ASCII))
                .orElseThrow()
                .getFirst();
        String json = new String(block.der(), StandardCharsets.UTF_8);
        assertThat(json).contains(from);
        String changed = json.replace(from, to);
        Pem broken = new Pem(block.label(), changed.getBytes(StandardCharsets.UTF_8));
        refuses(broken.text(), "correct horse", SigningFault.valueOf(code), why);
    }

    private static PrivateKey parse(String pem, String password) {
        return PrivateKeys.parse(
                pem.getBytes(StandardCharsets.US_ASCII), "cosign.key", () -> Optional.of(password.toCharArray()));
    }

    private static void refuses(String pem, String password, SigningFault code, String why) {
        Fault fault = Faults.of(() -> parse(pem, password));
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.why()).contains(why);
    }
}
