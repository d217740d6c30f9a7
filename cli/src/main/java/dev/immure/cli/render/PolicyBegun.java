package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * The files of a new policy: {@code immure policy new}.
 *
 * @param base the policy that it builds on
 */
public record PolicyBegun(String directory, String base, List<String> files) implements Answer {
    public PolicyBegun {
        files = List.copyOf(files);
    }

    @Override
    public void text(TextOutput out) {
        files.forEach(file -> out.line(directory + "/" + file));
        out.line("Next: immure policy test " + directory);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("directory", directory);
        json.writeStringField("base", base);
        JsonOutput.strings(json, "files", files);
    }
}
