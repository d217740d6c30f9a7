package dev.immure.cli;

import dev.immure.cli.render.Answer;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.ImageSigned;
import dev.immure.cli.render.ImageSignedOpenPgp;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.store.ContentStore;
import dev.immure.signing.OpenPgpKey;
import dev.immure.signing.SignatureFormat;
import dev.immure.signing.SigningKey;
import dev.immure.signing.StoredImageSigner;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure image sign}. */
@Command(
        name = "sign",
        description = "Sign an image of the store under its name, and keep the signature beside it.",
        footer = {"", "Example:", "  immure image sign --key release.pem team/app:v1"})
final class ImageSignCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final SigningKeyOptions key = new SigningKeyOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "cosign (default): simple signing under the tag sha256-HEX.sig. bundle: a sigstore bundle as "
                    + "referrer, as cosign 3 writes it. openpgp: as skopeo signs; KEY is what gpg "
                    + "--export-secret-keys writes.")
    private SignatureKind format = SignatureKind.cosign;

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
        try (ContentStore store = ContentStore.open(global.configuration().images())) {
            global.answer(console, sign(new StoredImageSigner(store), reference, Instant.now()));
        }
        return ExitStatus.OK;
    }

    private Answer sign(StoredImageSigner signer, ImageReference.Stored image, Instant now) {
        return switch (format) {
            case cosign -> sign(signer, image, SignatureFormat.COSIGN, now);
            case bundle -> sign(signer, image, SignatureFormat.BUNDLE, now);
            case openpgp -> {
                OpenPgpKey openPgp = OpenPgpKey.read(key.file(), now);
                yield new ImageSignedOpenPgp(image, signer.sign(image, openPgp, now), openPgp.fingerprint());
            }
        };
    }

    private Answer sign(StoredImageSigner signer, ImageReference.Stored image, SignatureFormat form, Instant now) {
        SigningKey signingKey = key.open();
        return new ImageSigned(image, signer.sign(image, signingKey, form, now), signingKey);
    }
}
