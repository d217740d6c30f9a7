package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.pack.PackNote;
import dev.immure.core.image.store.StoredImage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * An image that is in the store now: {@code immure image import} and {@code pack}.
 *
 * @param leftOut what of a root file system is not in the image
 */
public record ImageAdded(StoredImage image, List<PackNote> leftOut) implements Answer {
    public ImageAdded {
        Objects.requireNonNull(image, "image is null");
        leftOut = List.copyOf(leftOut);
    }

    @Override
    public void text(TextOutput out) {
        out.line(image.name() + " " + image.descriptor().digest());
        leftOut.forEach(note -> out.line("left out: " + note.path() + ": " + note.what()));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        JsonOutput.object(json, "image", image -> ImageListing.members(image, this.image));
        json.writeArrayFieldStart("leftOut");
        for (PackNote note : leftOut) {
            json.writeStartObject();
            json.writeStringField("path", note.path());
            json.writeStringField("what", note.what());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
