package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.Digest;
import dev.immure.core.image.store.StoreCheckReport;
import dev.immure.core.image.store.StoreFinding;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;

/** Whether the store is what was put into it: {@code immure image check}. */
public record StoreChecked(StoreCheckReport report) implements Answer {
    public StoreChecked {
        Objects.requireNonNull(report, "report is null");
    }

    @Override
    public void text(TextOutput out) {
        for (StoreFinding finding : report.findings()) {
            String place = subject(finding.kind()) + " " + finding.on()
                    + finding.path().map(path -> ", \"" + path + '"').orElse("");
            out.line((finding.mended() ? "repaired: " : "") + place + ": " + finding.detail());
        }
        if (report.omitted() > 0) {
            out.line("and " + report.omitted() + " more");
        }
        for (Digest layer : report.renewed()) {
            out.line("layer " + layer + ": whole; how the file system shows it was recorded anew");
        }
        out.line((report.isWhole() ? "whole: " : "not whole: ") + report.blobs() + " blobs, " + report.layers()
                + " unpacked layers (" + report.sealed() + " under fs-verity), " + new ByteCount(report.bytes())
                + " read");
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("whole", report.isWhole());
        json.writeNumberField("blobs", report.blobs());
        json.writeNumberField("layers", report.layers());
        json.writeNumberField("fsVerityLayers", report.sealed());
        json.writeNumberField("bytes", report.bytes());
        json.writeArrayFieldStart("findings");
        for (StoreFinding finding : report.findings()) {
            json.writeStartObject();
            json.writeStringField("kind", finding.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("on", finding.on().toString());
            JsonOutput.optional(json, "path", finding.path());
            json.writeStringField("detail", finding.detail());
            json.writeBooleanField("repaired", finding.mended());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("findingsOmitted", report.omitted());
        JsonOutput.strings(
                json, "renewed", report.renewed().stream().map(Digest::toString).toList());
    }

    private static String subject(StoreFinding.Kind kind) {
        return switch (kind) {
            case BLOB_MISSING, BLOB_CHANGED -> "blob";
            case RECORD, TREE -> "layer";
        };
    }
}
