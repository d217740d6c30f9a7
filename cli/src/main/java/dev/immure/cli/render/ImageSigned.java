package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.ImageReference;
import dev.immure.signing.SignatureArtifact;
import dev.immure.signing.SigningKey;
import java.io.IOException;
import java.util.Objects;

/** A signature that was made and stored: {@code immure image sign}. */
public record ImageSigned(ImageReference.Stored image, SignatureArtifact signature, SigningKey key) implements Answer {
    public ImageSigned {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(signature, "signature is null");
        Objects.requireNonNull(key, "key is null");
    }

    @Override
    public void text(TextOutput out) {
        Table.withoutHeader()
                .row("Signed", image.toString())
                .row("As", image.name().repository())
                .row("Key", key.kind() + " " + key.fingerprint())
                .row("Attached", signature.tag())
                .print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("reference", image.toString());
        json.writeStringField("signedName", image.name().repository());
        json.writeStringField("tag", signature.tag());
        json.writeStringField(
                "signatureManifest", signature.manifest().descriptor().digest().toString());
        JsonOutput.object(json, "key", object -> {
            object.writeStringField("kind", key.kind());
            object.writeStringField("fingerprint", key.fingerprint().toString());
        });
    }
}
