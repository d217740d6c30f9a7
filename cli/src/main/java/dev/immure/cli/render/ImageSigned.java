package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.util.Objects;

/**
 * A signature that was made and stored: {@code immure image sign}.
 *
 * @param name the repository that was signed
 * @param image digest of the manifest that was signed
 * @param tag under which the signature lies in the store
 * @param keyKind such as {@code ecdsa-p256}
 */
public record ImageSigned(String name, Digest image, String tag, String keyKind, Digest fingerprint)
        implements Answer {
    public ImageSigned {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(tag, "tag is null");
        Objects.requireNonNull(keyKind, "keyKind is null");
        Objects.requireNonNull(fingerprint, "fingerprint is null");
    }

    @Override
    public void text(TextOutput out) {
        Table.withoutHeader()
                .row("Signed", name + "@" + image)
                .row("Key", keyKind + " " + fingerprint)
                .row("Stored as", name + ":" + tag)
                .print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("name", name);
        json.writeStringField("digest", image.toString());
        json.writeStringField("tag", tag);
        JsonOutput.object(json, "key", key -> {
            key.writeStringField("kind", keyKind);
            key.writeStringField("fingerprint", fingerprint.toString());
        });
    }
}
