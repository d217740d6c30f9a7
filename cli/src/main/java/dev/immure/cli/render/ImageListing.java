package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.store.StoredImage;
import java.io.IOException;
import java.util.List;

/** The images of the store: {@code immure image ls}. */
public record ImageListing(List<StoredImage> images) implements Answer {
    public ImageListing {
        images = List.copyOf(images);
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withHeader("NAME", "DIGEST");
        for (StoredImage image : images) {
            table.row(image.name().toString(), image.descriptor().digest().toString());
        }
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("images");
        for (StoredImage image : images) {
            json.writeStartObject();
            members(json, image);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void members(JsonGenerator json, StoredImage image) throws IOException {
        json.writeStringField("name", image.name().toString());
        json.writeStringField("digest", image.descriptor().digest().toString());
        json.writeStringField("mediaType", image.descriptor().mediaType());
    }
}
