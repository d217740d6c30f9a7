package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Objects;

/** A trust file as it is, to be written where it is wanted. */
public record TrustFileAnswer(String yaml) implements Answer {
    public TrustFileAnswer {
        Objects.requireNonNull(yaml, "yaml is null");
    }

    @Override
    public void text(TextOutput out) {
        yaml.lines().forEach(out::line);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("trust", yaml);
    }
}
