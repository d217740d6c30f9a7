package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.ImageName;
import java.io.IOException;
import java.util.Objects;

/** A name that the store no longer has: {@code immure image rm}. */
public record ImageRemoved(ImageName name) implements Answer {
    public ImageRemoved {
        Objects.requireNonNull(name, "name is null");
    }

    @Override
    public void text(TextOutput out) {
        out.line(name + " removed; `immure image gc` gives its space back");
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("removed", name.toString());
    }
}
