package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Objects;

/** A run was told to end: {@code immure kill}. */
public record RunKilled(String id) implements Answer {
    public RunKilled {
        Objects.requireNonNull(id, "id is null");
    }

    @Override
    public void text(TextOutput out) {
        out.line(id);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("id", id);
    }
}
