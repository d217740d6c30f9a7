package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Objects;

/** The module as it is: what semodule(8) takes. */
public record SelinuxModuleText(String text) implements Answer {
    public SelinuxModuleText {
        Objects.requireNonNull(text, "text is null");
    }

    @Override
    public void text(TextOutput out) {
        text.lines().forEach(out::line);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("module", "immure");
        json.writeStringField("cil", text);
    }
}
