package dev.immure.cli;

import dev.immure.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Key pairs in files. */
final class Keys {
    private Keys() {}

    /** Writes NAME.pem and NAME.pub.pem; gives the private one. */
    static Path write(Path directory, String name) throws IOException {
        SigningKey key = SigningKey.generateEcdsaP256();
        Path secret = Files.writeString(directory.resolve(name + ".pem"), key.privatePem());
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path open = Files.writeString(publicOf(secret), key.publicPem());
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        return secret;
    }

    static Path publicOf(Path secret) {
        String name = String.valueOf(secret.getFileName());
        return secret.resolveSibling(name.substring(0, name.length() - ".pem".length()) + ".pub.pem");
    }
}
