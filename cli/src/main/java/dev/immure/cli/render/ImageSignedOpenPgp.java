package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.ImageReference;
import java.io.IOException;
import java.util.Objects;

/**
 * An OpenPGP signature that was made and stored: {@code immure image sign --format openpgp}.
 *
 * @param tag under which the store keeps such signatures
 */
public record ImageSignedOpenPgp(ImageReference.Stored image, String tag, String fingerprint) implements Answer {
    public ImageSignedOpenPgp {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(tag, "tag is null");
        Objects.requireNonNull(fingerprint, "fingerprint is null");
    }

    @Override
    public void text(TextOutput out) {
        Table.withoutHeader()
                .row("Signed", image.toString())
                .row("As", image.name().repository())
                .row("Key", "openpgp " + fingerprint)
                .row("Attached", tag)
                .print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("reference", image.toString());
        json.writeStringField("signedName", image.name().repository());
        json.writeStringField("tag", tag);
        JsonOutput.object(json, "key", object -> {
            object.writeStringField("kind", "openpgp");
            object.writeStringField("fingerprint", fingerprint);
        });
    }
}
