package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.openpgp.Keyring;
import dev.immure.signing.internal.openpgp.LooseSignature;
import dev.immure.signing.internal.openpgp.OpenPgpSigner;
import dev.immure.signing.internal.openpgp.OpenPgpStatement;
import java.time.Instant;

/** OpenPGP packets, by strangers and by whoever keeps a keyring: understood, or refused by name. */
class OpenPgpFuzzTest {
    @FuzzTest
    void aMessageIsReadOrRefused(byte[] data) {
        try {
            OpenPgpStatement statement = OpenPgpStatement.read(data, "signature-1", new CheckLog());
            assertThat(statement.reference().text()).isNotBlank();
        } catch (ImmureException e) {
            assertThat(e.fault().code())
                    .isIn(
                            OpenPgpFault.PACKET,
                            OpenPgpFault.MESSAGE,
                            OpenPgpFault.LIMIT,
                            OpenPgpFault.UNSUPPORTED,
                            OpenPgpFault.WEAK,
                            OpenPgpFault.WRONG_TYPE,
                            SigningFault.PAYLOAD);
        }
    }

    @FuzzTest
    void aLooseSignatureIsSortedOrRefused(byte[] data) {
        try {
            switch (LooseSignature.parse(data, "signature-1")) {
                case LooseSignature.OpenPgp message ->
                    assertThat(message.message().bytes()).isEqualTo(data);
                case LooseSignature.Sigstore sigstore ->
                    assertThat(sigstore.payload().bytes().length).isLessThan(data.length);
            }
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isIn(OpenPgpFault.PACKET, OpenPgpFault.LIMIT, OpenPgpFault.UNSUPPORTED);
        }
    }

    @FuzzTest
    void aKeyringIsReadOrRefused(byte[] data) {
        try {
            assertThat(Keyring.read(data, "keyring").fingerprints())
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isEqualTo(OpenPgpFault.KEYRING);
        }
    }

    @FuzzTest
    void aSecretKeyIsReadOrRefused(byte[] data) {
        try {
            OpenPgpSigner signer = OpenPgpSigner.read(data, "key", Instant.parse("2026-05-01T00:00:00Z"));
            assertThat(signer.fingerprint()).hasSize(40);
        } catch (ImmureException e) {
            assertThat(e.fault().code())
                    .isIn(OpenPgpFault.SECRET_KEY, SigningFault.KEY, SigningFault.KEY_KIND, SigningFault.WEAK_KEY);
        }
    }
}
