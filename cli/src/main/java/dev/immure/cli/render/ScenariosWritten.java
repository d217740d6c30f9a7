package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files that {@code immure policy test --from-receipt} wrote. */
public record ScenariosWritten(List<Path> files) implements Answer {
    public ScenariosWritten {
        files = List.copyOf(files);
    }

    @Override
    public void text(TextOutput out) {
        files.forEach(file -> out.line("written: " + file));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        JsonOutput.strings(json, "written", files.stream().map(Path::toString).toList());
    }
}
