package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedKeyIT {
    private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";
    private static final String PASSWORD = "correct horse";

    @TempDir
    private Path directory;

    private Cli cli;
    private Path key;

    @BeforeEach
    void packAnImage() throws IOException, GeneralSecurityException {
        cli = Cli.in(directory);
        Path rootfs = Files.createDirectory(directory.resolve("rootfs"));
        cli.run("image", "pack", rootfs.toString(), "app");
        key = secret("key.pem", encrypted(SigningKey.generateEcdsaP256().privatePem()));
    }

    @Test
    void thePasswordFileOpensTheKey() throws IOException {
        assertThat(sign(secret("password", PASSWORD + "\n")).status()).isZero();
    }

    @Test
    void aWrongPasswordSignsNothing() throws IOException {
        Cli.Outcome outcome = sign(secret("password", "wrong\n"));
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-SIGN-PASSWORD").doesNotContain("wrong");
        assertThat(cli.run("image", "inspect", "app").out()).doesNotContain("Attached");
    }

    @Test
    void withoutAPasswordItSaysThatOneIsNeeded() {
        Cli.Outcome outcome = cli.run("image", "sign", "--key", key.toString(), "app");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("it is encrypted").contains("IMM-SIGN-PASSWORD");
    }

    private Cli.Outcome sign(Path password) {
        return cli.run("image", "sign", "--key", key.toString(), "--password-file", password.toString(), "app");
    }

    private Path secret(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /** PKCS#8 under PBES2 (RFC 8018), as `openssl pkcs8 -topk8` writes it. */
    private static String encrypted(String pem) throws IOException, GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        Cipher cipher = Cipher.getInstance(SCHEME);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(SCHEME).generateSecret(new PBEKeySpec(PASSWORD.toCharArray())),
                new PBEParameterSpec("salt-of-16-bytes".getBytes(StandardCharsets.US_ASCII), 1000));
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        byte[] info = new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(der)).getEncoded();
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(info);
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + text + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    }
}
