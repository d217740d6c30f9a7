package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustImportCommandTest {
    private static final String ROOT = """
            -----BEGIN CERTIFICATE-----
            MIIBhTCCASugAwIBAgIUUugYRutEYser3j0p5+jzCB1xeKUwCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEUm9vdDAgFw0yNjExMjMxMjUxMzJaGA8yMTI2MTAzMDEyNTEz
            MlowDzENMAsGA1UEAwwEUm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIfT
            3zyYgtdek8ViqxuiHWB1fQByCUtdiYgPHHapIdd7wWukSZ5MEk8VuOu8mX1QdAxQ
            gTd/1IqM9uRd+9M+MyijYzBhMB0GA1UdDgQWBBTqPyCAZCbS3PysNfBAmyWe0CZ4
            szAfBgNVHSMEGDAWgBTqPyCAZCbS3PysNfBAmyWe0CZ4szAPBgNVHRMBAf8EBTAD
            AQH/MA4GA1UdDwEB/wQEAwICBDAKBggqhkjOPQQDAgNIADBFAiEAj0QO6m9Ga1sn
            hkM/pNacdX+0ir46wyLq2iYw6bgOTsgCIGt+DQ7hOQLejPfYeS8P8QNK+81HRWly
            /81hI/KeKYbN
            -----END CERTIFICATE-----
            """;

    private static final String POLICY = """
            {"version": "1.0", "trustPolicies": [
              {"name": "corp", "registryScopes": ["*"], "signatureVerification": {"level": "strict"},
               "trustStores": ["ca:corp"], "trustedIdentities": ["*"]}]}""";

    @TempDir
    private Path directory;

    private Path notation;

    @BeforeEach
    void configureNotation() throws IOException {
        notation = Files.createDirectories(directory.resolve("notation"));
        Files.writeString(notation.resolve("trustpolicy.json"), POLICY);
        Files.writeString(
                Files.createDirectories(notation.resolve("truststore/x509/ca/corp"))
                        .resolve("root.pem"),
                ROOT);
    }

    @Test
    void theTrustFileIsPrintedOrWritten() throws IOException {
        Cli.Outcome printed = Cli.bare("trust", "import", "--notation", notation.toString());
        assertThat(printed.status()).as(printed.err()).isZero();
        assertThat(printed.out()).contains("schema: 1", "truststore/x509/ca/corp/root.pem", "require: [\"corp\"]");
        Path file = directory.resolve("trust.yaml");
        Cli.Outcome written = Cli.bare("trust", "import", "--notation", notation.toString(), "-o", file.toString());
        assertThat(written.status()).isZero();
        assertThat(written.out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(printed.out());
    }

    @Test
    void theTrustFileIsInTheJson() throws JsonException {
        Cli.Outcome outcome = Cli.bare("trust", "import", "--notation", notation.toString(), "--output", "json");
        assertThat(outcome.json().requireString("trust")).contains("schema: 1");
    }

    @Test
    void aFileThatIsThereIsNotReplaced() throws IOException, JsonException {
        Path file = Files.writeString(directory.resolve("trust.yaml"), "mine");
        Cli.Outcome outcome = Cli.bare(
                "trust", "import", "--notation", notation.toString(), "-o", file.toString(), "--output", "json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.error().requireString("why")).isEqualTo("it is there already");
        assertThat(Files.readString(file)).isEqualTo("mine");
    }

    @Test
    void aPolicyThatATrustFileCannotSayIsAFault() throws IOException, JsonException {
        Files.writeString(notation.resolve("trustpolicy.json"), POLICY.replace("strict", "skip"));
        Cli.Outcome outcome = Cli.bare("trust", "import", "--notation", notation.toString(), "--output", "json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.error().requireString("code")).isEqualTo("IMM-NOTATION-TRUST-POLICY");
    }

    @Test
    void oneSourceMustBeNamed() {
        assertThat(Cli.bare("trust", "import").err()).contains("IMM-CLI-USAGE");
    }
}
