package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageConfig;
import dev.immure.core.image.ResolvedImage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an image says about itself: {@code immure image inspect}. Nothing of it is vouched for by anyone.
 *
 * @param attached tags of signatures and the like that lie beside it, not verified
 */
public record ImageDetails(ResolvedImage image, List<String> attached) implements Answer {
    public ImageDetails {
        Objects.requireNonNull(image, "image is null");
        attached = List.copyOf(attached);
    }

    @Override
    public void text(TextOutput out) {
        ImageConfig config = image.config();
        Table table = Table.withoutHeader()
                .row("Reference", image.reference())
                .row("Digest", image.digest().toString());
        image.index()
                .ifPresent(
                        index -> table.row("Chosen from index", index.digest().toString()));
        table.row("Platform", config.platform().toString());
        config.created().ifPresent(created -> table.row("Created", created));
        table.row("User", config.user().isEmpty() ? "root" : config.user())
                .row("Working directory", config.workingDirectory().isEmpty() ? "/" : config.workingDirectory())
                .row("Entrypoint", String.join(" ", config.entrypoint()))
                .row("Command", String.join(" ", config.command()));
        config.environment().forEach(variable -> table.row("Environment", variable));
        new TreeMap<>(config.labels()).forEach((name, value) -> table.row("Label", name + "=" + value));
        image.manifest().layers().forEach(layer -> table.row("Layer", layer.digest() + " " + size(layer)));
        attached.forEach(tag -> table.row("Attached, not verified", tag));
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("reference", image.reference());
        json.writeStringField("digest", image.digest().toString());
        JsonOutput.optional(json, "index", image.index().map(Descriptor::digest).map(Digest::toString));
        json.writeStringField("mediaType", image.manifest().mediaType());
        JsonOutput.object(json, "config", this::config);
        json.writeArrayFieldStart("layers");
        for (int i = 0; i < image.manifest().layers().size(); i++) {
            layer(
                    json,
                    image.manifest().layers().get(i),
                    image.config().diffIds().get(i));
        }
        json.writeEndArray();
        JsonOutput.strings(json, "attached", attached);
    }

    private void config(JsonGenerator json) throws IOException {
        ImageConfig config = image.config();
        json.writeStringField("platform", config.platform().toString());
        JsonOutput.optional(json, "created", config.created());
        json.writeStringField("user", config.user());
        json.writeStringField("workingDirectory", config.workingDirectory());
        JsonOutput.strings(json, "entrypoint", config.entrypoint());
        JsonOutput.strings(json, "command", config.command());
        JsonOutput.strings(json, "environment", config.environment());
        JsonOutput.stringMap(json, "labels", new TreeMap<>(config.labels()));
    }

    private static void layer(JsonGenerator json, Descriptor layer, Digest diffId) throws IOException {
        json.writeStartObject();
        json.writeStringField("mediaType", layer.mediaType());
        json.writeStringField("digest", layer.digest().toString());
        json.writeNumberField("size", layer.size());
        json.writeStringField("diffId", diffId.toString());
        json.writeEndObject();
    }

    private static String size(Descriptor blob) {
        return new ByteCount(blob.size()).toString();
    }
}
