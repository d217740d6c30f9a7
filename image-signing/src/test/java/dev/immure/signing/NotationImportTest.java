package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.yaml.Fields;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.StrictYaml;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configuration of notation, and the trust file that says the same. */
class NotationImportTest {
    private static final String POLICY = """
            {"version": "1.0", "trustPolicies": [
              {"name": "team", "registryScopes": ["registry.example/a/one", "registry.example/a/two"],
               "signatureVerification": {"level": "strict", "override": {"revocation": "log", "expiry": "log"},
                                         "verifyTimestamp": "afterCertExpiry"},
               "trustStores": ["ca:corp", "tsa:stamps"],
               "trustedIdentities": ["x509.subject: C=US, ST=WA, O=corp\\\\, inc"]},
              {"name": "rest", "registryScopes": ["*"],
               "signatureVerification": {"level": "permissive"},
               "trustStores": ["signingAuthority:cloud"], "trustedIdentities": ["*"]}
            ]}""";

    @TempDir
    private Path directory;

    private final TestCertificate root = TestCertificate.root("CN=Root");

    @BeforeEach
    void makeStores() throws IOException {
        Files.writeString(directory.resolve("trustpolicy.json"), POLICY);
        Files.write(store("ca", "corp").resolve("root.crt"), root.der());
        Files.writeString(store("tsa", "stamps").resolve("tsa.pem"), root.pem());
        Files.writeString(store("signingAuthority", "cloud").resolve("a.pem"), root.pem() + root.pem());
    }

    private Path store(String type, String name) throws IOException {
        return Files.createDirectories(
                directory.resolve("truststore/x509").resolve(type).resolve(name));
    }

    private Fault refused() {
        Fault fault = Faults.of(() -> TrustImport.fromNotation(directory));
        assertThat(fault.code()).isEqualTo(NotationFault.TRUST_POLICY);
        return fault;
    }

    @Test
    void aPolicyIsSaidAsATrustFile() {
        String store = directory + "/truststore/x509/";
        assertThat(TrustImport.fromNotation(directory).lines().filter(line -> !line.startsWith("#")))
                .containsExactly(
                        "schema: 1",
                        "authorities:",
                        "  \"team\":",
                        "    notation:",
                        "      ca: [\"" + store + "ca/corp/root.crt\"]",
                        "      tsa: [\"" + store + "tsa/stamps/tsa.pem\"]",
                        "      identities: [\"x509.subject: C=US, ST=WA, O=corp\\\\, inc\"]",
                        "      level: strict",
                        "      override:",
                        "        expiry: log",
                        "        revocation: log",
                        "      verify-timestamp: after-cert-expiry",
                        "  \"rest\":",
                        "    notation:",
                        "      signing-authority: [\"" + store + "signingAuthority/cloud/a.pem\"]",
                        "      identities: [\"*\"]",
                        "      level: permissive",
                        "      verify-timestamp: always",
                        "rules:",
                        "  - scope: \"registry.example/a/one\"",
                        "    require: [\"team\"]",
                        "  - scope: \"registry.example/a/two\"",
                        "    require: [\"team\"]",
                        "  - scope: \"*\"",
                        "    require: [\"rest\"]");
    }

    @Test
    void whatIsWrittenIsReadBackAsItWasMeant() throws MalformedYaml {
        byte[] yaml = TrustImport.fromNotation(directory).getBytes(StandardCharsets.UTF_8);
        List<String> faults = new ArrayList<>();
        Fields root = Fields.of(StrictYaml.read(yaml), faults).orElseThrow();
        Fields notation = Optional.ofNullable(root.named("authorities").get("team"))
                .flatMap(team -> team.mapping("notation"))
                .orElseThrow();
        assertThat(notation.texts("identities")).containsExactly("x509.subject: C=US, ST=WA, O=corp\\, inc");
        assertThat(root.mappings("rules")).hasSize(3);
        assertThat(faults).isEmpty();
    }

    @Test
    void whatIsWrittenIsATrustFile() throws IOException {
        Path file = Files.writeString(directory.resolve("trust.yaml"), TrustImport.fromNotation(directory));
        TrustPolicy policy = TrustPolicy.read(file);
        assertThat(policy.rules()).hasSize(3);
        assertThat(policy.rules().getFirst().authorities())
                .singleElement()
                .isInstanceOfSatisfying(NotationAuthority.class, team -> {
                    assertThat(team.name()).isEqualTo("team");
                    assertThat(team.trust().ca()).containsExactly(root.certificate());
                    assertThat(team.trust().tsa()).containsExactly(root.certificate());
                });
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0 | 2.0 | version is not 1.0",
                "\"level\": \"permissive\" | \"level\": \"skip\" | skips verification",
                "\"level\": \"permissive\" | \"level\": \"lax\" | unknown level lax",
                "\"expiry\": \"log\" | \"expiry\": \"skip\" | cannot be skipped",
                "\"expiry\": \"log\" | \"integrity\": \"log\" | which is not known",
                "afterCertExpiry | never | unknown verifyTimestamp",
                "\"ca:corp\" | \"ca:../corp\" | malformed store",
                "\"signingAuthority:cloud\" | \"tsa:stamps\" | no store of type",
                "O=corp | O=#0401 | encoded form",
                "\"registryScopes\": [\"*\"] | \"registryScopes\": [\"*\", \"a.example/b\"] | beside others",
                "registry.example/a/two | registry.example/a/one | two policies are for",
                "\"rest\" | \"team\" | two policies are called",
                "\"name\": \"rest\" | \"name\": \"the rest\" | is not made of letters",
                "registry.example/a/two | registry.example/a/* x | is not the name of a repository",
                "\"trustPolicies\" | \"trustpolicies\" | not a member that is known"
            })
    void whatATrustFileCannotSayIsAFault(String from, String to, String why) throws IOException {
        String changed = POLICY.replace(from, to);
        assertThat(changed).isNotEqualTo(POLICY);
        Files.writeString(directory.resolve("trustpolicy.json"), changed);
        assertThat(refused().why()).contains(why);
    }

    @Test
    void allFaultsAreToldAtOnce() throws IOException {
        Files.writeString(
                directory.resolve("trustpolicy.json"),
                POLICY.replace("afterCertExpiry", "never").replace("permissive", "skip"));
        assertThat(refused().why()).contains("team: ").contains("rest: ");
    }

    @Test
    void aLinkInTheStoreIsRefused() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere.pem"), root.pem());
        Files.createSymbolicLink(store("ca", "corp").resolve("link.pem"), elsewhere);
        assertThat(refused().why()).contains("symbolic link");
    }

    @Test
    void aStoreThatIsALinkIsRefused() throws IOException {
        Path corp = store("ca", "corp");
        Files.move(corp, directory.resolve("moved"));
        Files.createSymbolicLink(corp, directory.resolve("moved"));
        assertThat(refused().why()).contains("is not a directory");
    }

    @Test
    void aCertificateThatIsNoRootIsRefused() throws IOException {
        Files.writeString(
                store("ca", "corp").resolve("leaf.pem"),
                root.codeSigner("CN=leaf").pem());
        assertThat(refused().why()).contains("CN=leaf").contains("which is no root");
    }

    @Test
    void aFileThatIsNoCertificateIsRefused() throws IOException {
        Files.writeString(store("ca", "corp").resolve("note.txt"), "note");
        assertThat(refused().why()).contains("IMM-CERT-MALFORMED");
    }

    @Test
    void anEmptyStoreIsRefused() throws IOException {
        Files.delete(store("ca", "corp").resolve("root.crt"));
        assertThat(refused().why()).contains("not between 1 and");
    }

    @Test
    void aDirectoryWithoutAPolicyIsAFault() throws IOException {
        Files.delete(directory.resolve("trustpolicy.json"));
        assertThat(Faults.of(() -> TrustImport.fromNotation(directory)).code()).isEqualTo(SigningFault.FILE);
    }
}
