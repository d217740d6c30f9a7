package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.ImageReference;
import dev.immure.signing.SignatureArtifact;
import dev.immure.signing.SigningKey;
import java.io.IOException;
import java.util.Objects;

/**
 * An attestation that was made and stored: {@code immure image attest}.
 *
 * @param type URI of what is said
 */
public record ImageAttested(ImageReference.Stored image, String type, SignatureArtifact attestation, SigningKey key)
        implements Answer {
    public ImageAttested {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(attestation, "attestation is null");
        Objects.requireNonNull(key, "key is null");
    }

    @Override
    public void text(TextOutput out) {
        Table.withoutHeader()
                .row("Attested", image.toString())
                .row("Type", type)
                .row("As", image.name().repository())
                .row("Key", key.kind() + " " + key.fingerprint())
                .row("Attached", attestation.tag())
                .print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("reference", image.toString());
        json.writeStringField("predicateType", type);
        json.writeStringField("signedName", image.name().repository());
        json.writeStringField("tag", attestation.tag());
        json.writeStringField(
                "attestationManifest",
                attestation.manifest().descriptor().digest().toString());
        JsonOutput.object(json, "key", object -> {
            object.writeStringField("kind", key.kind());
            object.writeStringField("fingerprint", key.fingerprint().toString());
        });
    }
}
