package dev.immure.signing.internal.sigstore.root;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.Vectors;
import dev.immure.signing.testing.sigstore.JsonTree;
import dev.immure.signing.testing.sigstore.SigstoreBox;
import dev.immure.signing.testing.sigstore.TestParty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedRootReaderTest {
    private final SigstoreBox box = SigstoreBox.create();

    @ParameterizedTest
    @CsvSource({
        "sigstore-java/trustroot/trusted_root.json, 1, 2, 2, 1",
        "sigstore-java/trustroot/trusted_root_with_multiple_tsas.json, 1, 2, 2, 2",
        "sigstore-java/trustroot/staging_trusted_root.json, 2, 1, 3, 2",
        "sigstore-go/trusted-roots/scaffolding.json, 1, 1, 1, 0",
        "sigstore-go/trusted-roots/public-key-validity.json, 0, 0, 0, 1",
    })
    void readsTheRootsOfOthers(String file, int logs, int authorities, int certificateLogs, int stamps)
            throws IOException {
        Path path = Path.of(file);
        byte[] json = Files.readAllBytes(
                Vectors.folder(path.getName(0).toString()).resolve(path.subpath(1, path.getNameCount())));
        TrustedRoot root = TrustedRootReader.read(json, "root");
        assertThat(List.of(
                        root.logs().size(),
                        root.authorities().size(),
                        root.certificateLogs().size(),
                        root.timestampAuthorities().size()))
                .containsExactly(logs, authorities, certificateLogs, stamps);
    }

    @Test
    void aRootThatNamesNobodyIsARoot() {
        byte[] json = "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(TrustedRootReader.read(json, "root").logs()).isEmpty();
    }

    /** The false accept of two libraries: a missing bound is not the widest bound. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tlogs/0/publicKey/validFor/start",
                "tlogs/0/publicKey/validFor",
                "ctlogs/0/publicKey/validFor/start",
                "certificateAuthorities/0/validFor/start",
                "certificateAuthorities/0/validFor",
                "timestampAuthorities/0/validFor/start",
            })
    void aWindowWithoutAStartMakesTheRootMalformed(String path) {
        assertRefused(box.root().remove(path), "missing");
    }

    @ParameterizedTest
    @CsvSource({
        "mediaType, application/json, not that of a trusted root",
        "extra, x, not a member that is known here",
        "tlogs/0/extra, x, not a member that is known here",
        "tlogs/0/hashAlgorithm, SHA2_512, not a tree of SHA-256",
        "tlogs/0/publicKey/keyDetails, PKIX_ED25519_CTX, a key of a kind",
        "tlogs/0/publicKey/rawBytes, AAAA, a key that does not count",
        "tlogs/0/publicKey/validFor/start, yesterday, not a time",
        "tlogs/0/publicKey/validFor/end, 2020-01-01T00:00:00Z, ends before it starts",
        "tlogs/0/logId/keyId, AAAA, not 32",
        "certificateAuthorities/0/certChain/certificates/0/rawBytes, AAAA, a certificate that cannot be read",
    })
    void aPartThatIsMalformedMakesTheWholeMalformed(String path, String value, String why) {
        assertRefused(box.root().set(path, value), why);
    }

    @Test
    void anIdThatIsNotTheKeysIsRefused() {
        assertRefused(box.root().set("tlogs/0/logId/keyId", JsonTree.base64(new byte[32])), "is not the SHA-256");
    }

    @Test
    void aWeakKeyIsRefused() {
        TestParty weak = TestParty.rsa(1024);
        Object log = SigstoreBox.logKey("https://weak.example", weak, "PKIX_RSA_PKCS1V15_2048_SHA256", weak.id());
        assertRefused(box.root().set("tlogs/0", log), "1024 bits");
    }

    @Test
    void anAuthorityWithoutACertificateIsRefused() {
        JsonTree root = box.root();
        root.add("timestampAuthorities", SigstoreBox.authority("https://nobody.example", List.of()));
        assertRefused(root, "has no certificate");
    }

    @Test
    void theNumberOfLogsIsBounded() {
        JsonTree root = box.root();
        for (int i = 0; i < 64; i++) {
            root.add("tlogs", JsonTree.map());
        }
        assertRefused(root, "more than 64");
    }

    private static void assertRefused(JsonTree root, String why) {
        Fault fault = Faults.of(() -> TrustedRootReader.read(root.bytes(), "root"));
        assertThat(fault.code()).isEqualTo(SigstoreFault.TRUSTED_ROOT);
        assertThat(fault.why()).contains(why);
    }
}
