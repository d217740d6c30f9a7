package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.audit.tree.Checkpoint;
import java.io.IOException;
import java.util.Objects;

/** What was signed about the audit log: {@code immure audit checkpoint}. */
public record AuditCheckpointAnswer(Checkpoint checkpoint) implements Answer {
    public AuditCheckpointAnswer {
        Objects.requireNonNull(checkpoint, "checkpoint is null");
    }

    /** The note itself and nothing else: what is kept is what was signed. */
    @Override
    public void text(TextOutput out) {
        checkpoint.note().lines().forEach(out::line);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeNumberField("size", checkpoint.size());
        json.writeStringField("root", checkpoint.root().toString());
        json.writeStringField("note", checkpoint.note());
    }
}
