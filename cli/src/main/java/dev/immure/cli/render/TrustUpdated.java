package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.signing.TrustedRootUpdate;
import java.io.IOException;
import java.util.Objects;

/** A root of trust that was fetched: {@code immure trust update}. */
public record TrustUpdated(TrustedRootUpdate.Updated updated) implements Answer {
    public TrustUpdated {
        Objects.requireNonNull(updated, "updated is null");
    }

    @Override
    public void text(TextOutput out) {
        Table.withoutHeader()
                .row("Written", updated.output().toString())
                .row("Root", "version " + updated.rootVersion())
                .row("Timestamp", "version " + updated.timestampVersion() + ", holds until " + updated.expires())
                .print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeStringField("file", updated.output().toString());
        json.writeNumberField("rootVersion", updated.rootVersion());
        json.writeNumberField("timestampVersion", updated.timestampVersion());
        json.writeStringField("expires", updated.expires().toString());
    }
}
