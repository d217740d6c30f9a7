package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageSigned;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.store.ContentStore;
import dev.immure.signing.SignatureArtifact;
import dev.immure.signing.SigningKey;
import dev.immure.signing.StoredImageSigner;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure image sign}. */
@Command(
        name = "sign",
        description =
                "Sign an image of the store under its name, in cosign's format, and keep the signature beside it.",
        footer = {"", "Example:", "  immure image sign --key release.pem team/app:v1"})
final class ImageSignCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY.pem",
            description = "Private key: PKCS#8, SEC1, PKCS#1 or cosign's own; ECDSA, Ed25519 or RSA; mode 0600.")
    private Path key = Path.of("");

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Password of an encrypted key, in one line; mode 0600.")
    @Nullable
    private Path passwordFile;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "NAME[:TAG] or NAME@sha256:… of the store. NAME is what is signed.")
    private String name = "";

    ImageSignCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ImageReference.Stored reference = StoredName.parse(name);
        SigningKey signingKey =
                SigningKey.read(key, () -> Optional.ofNullable(passwordFile).map(PasswordFile::read));
        try (ContentStore store = ContentStore.open(global.configuration().images())) {
            SignatureArtifact signature = new StoredImageSigner(store).sign(reference, signingKey);
            global.answer(console, new ImageSigned(reference, signature, signingKey));
        }
        return ExitStatus.OK;
    }
}
