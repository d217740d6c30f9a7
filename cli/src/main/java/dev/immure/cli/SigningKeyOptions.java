package dev.immure.cli;

import dev.immure.signing.SigningKey;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The key that signs: the same options for every command that does. */
final class SigningKeyOptions {
    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY",
            description = {
                "Private key: a file in PKCS#8, SEC1, PKCS#1 or cosign's own form; ECDSA, Ed25519 or RSA; mode 0600.",
                "Or one that never leaves its token: pkcs11:object=LABEL?module-path=LIBRARY.so&pin-source=FILE."
            })
    private String key = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Password of an encrypted key, in one line; mode 0600.")
    @Nullable
    private Path passwordFile;

    /** The file of a key in a form of its own. */
    Path file() {
        return Path.of(key);
    }

    /** Reads the key, or opens its token. */
    SigningKey open() {
        return SigningKey.open(key, () -> Optional.ofNullable(passwordFile).map(PasswordFile::read));
    }
}
