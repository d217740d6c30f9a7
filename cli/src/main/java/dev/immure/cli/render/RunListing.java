package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Runs that wait or are under way: {@code immure ps}. */
public record RunListing(List<Row> runs) implements Answer {
    public RunListing {
        runs = List.copyOf(runs);
    }

    /**
     * One run.
     *
     * @param id for {@code immure kill} and {@code immure logs}
     * @param state {@code queued}, {@code running} or {@code ended}
     * @param caller who asked for it
     * @param since when it was asked for
     */
    public record Row(String id, String state, String caller, String image, String since) {
        public Row {
            Objects.requireNonNull(id, "id is null");
            Objects.requireNonNull(state, "state is null");
            Objects.requireNonNull(caller, "caller is null");
            Objects.requireNonNull(image, "image is null");
            Objects.requireNonNull(since, "since is null");
        }
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withHeader("ID", "STATE", "CALLER", "IMAGE", "SINCE");
        runs.forEach(run -> table.row(run.id(), run.state(), run.caller(), run.image(), run.since()));
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("runs");
        for (Row run : runs) {
            json.writeStartObject();
            json.writeStringField("id", run.id());
            json.writeStringField("state", run.state());
            json.writeStringField("caller", run.caller());
            json.writeStringField("image", run.image());
            json.writeStringField("since", run.since());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
