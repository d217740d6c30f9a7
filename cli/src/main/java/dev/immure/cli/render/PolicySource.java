package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.PolicyBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A policy as it is written: {@code immure policy show}.
 *
 * @param files content by name
 */
public record PolicySource(PolicyBundle policy, SortedMap<String, byte[]> files) implements Answer {
    private static final String MANIFEST = "policy.yaml";

    public PolicySource {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8).stripTrailing();
    }

    /** The parameters first: they are what a reader may change. */
    @Override
    public void text(TextOutput out) {
        print(out, MANIFEST, files.getOrDefault(MANIFEST, new byte[0]));
        files.forEach((name, content) -> {
            if (!name.equals(MANIFEST)) {
                out.line("");
                print(out, name, content);
            }
        });
    }

    private void print(TextOutput out, String name, byte[] content) {
        out.line((name.equals(MANIFEST) ? "# " : "// ") + policy.name() + "/" + name);
        text(content).lines().forEach(out::line);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("name", policy.name());
        json.writeStringField("digest", policy.digest().toString());
        json.writeObjectFieldStart("files");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            json.writeStringField(file.getKey(), new String(file.getValue(), StandardCharsets.UTF_8));
        }
        json.writeEndObject();
    }
}
