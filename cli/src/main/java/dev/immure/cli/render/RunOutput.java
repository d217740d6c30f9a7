package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** What the service kept of a run's output: {@code immure logs --output json}. Bytes of the program, so base64. */
public record RunOutput(String id, Stream stdout, Stream stderr) implements Answer {
    public RunOutput {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(stdout, "stdout is null");
        Objects.requireNonNull(stderr, "stderr is null");
    }

    /**
     * One of the two.
     *
     * @param base64 what was kept
     * @param bytes how many there were
     */
    public record Stream(String base64, long bytes) {
        public Stream {
            Objects.requireNonNull(base64, "base64 is null");
        }

        /** What was kept. */
        public byte[] kept() {
            return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void text(TextOutput out) {
        throw new IllegalStateException("a program's output is written as it is");
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("id", id);
        stream(json, "stdout", stdout);
        stream(json, "stderr", stderr);
    }

    private static void stream(JsonGenerator json, String name, Stream stream) throws IOException {
        JsonOutput.object(json, name, object -> {
            object.writeStringField("base64", stream.base64());
            object.writeNumberField("bytes", stream.bytes());
        });
    }
}
