package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.store.GcReport;
import java.io.IOException;
import java.util.Objects;

/** What was removed from the store: {@code immure image gc}. */
public record StoreCollected(GcReport report) implements Answer {
    public StoreCollected {
        Objects.requireNonNull(report, "report is null");
    }

    @Override
    public void text(TextOutput out) {
        out.line("removed " + report.blobs() + " blobs (" + new ByteCount(report.blobBytes()) + ") and "
                + report.layers() + " unpacked layers");
        if (report.layersInUse() > 0) {
            out.line("kept " + report.layersInUse() + " unnamed layers that running sandboxes use");
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeNumberField("blobs", report.blobs());
        json.writeNumberField("blobBytes", report.blobBytes());
        json.writeNumberField("layers", report.layers());
        json.writeNumberField("layersInUse", report.layersInUse());
    }
}
