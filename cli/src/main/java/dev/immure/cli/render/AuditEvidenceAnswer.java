package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.audit.AuditEvidence;
import dev.immure.core.audit.EvidenceFile;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** A proof, in the form of docs/audit-log.md: {@code immure audit prove}, {@code immure audit consistency}. */
public record AuditEvidenceAnswer(AuditEvidence evidence) implements Answer {
    public AuditEvidenceAnswer {
        Objects.requireNonNull(evidence, "evidence is null");
    }

    /** A proof has one form only. */
    @Override
    public void text(TextOutput out) {
        throw new IllegalStateException("a proof is JSON");
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        switch (evidence) {
            case AuditEvidence.Inclusion inclusion -> inclusion(json, inclusion);
            case AuditEvidence.Consistency consistency -> consistency(json, consistency);
        }
    }

    private static void inclusion(JsonGenerator json, AuditEvidence.Inclusion inclusion) throws IOException {
        json.writeStringField(EvidenceFile.KIND, EvidenceFile.INCLUSION);
        json.writeStringField("checkpoint", inclusion.checkpoint().note());
        json.writeArrayFieldStart("records");
        for (AuditEvidence.Proven proven : inclusion.records()) {
            json.writeStartObject();
            json.writeStringField("record", proven.record());
            json.writeNumberField("index", proven.proof().index());
            json.writeNumberField("size", proven.proof().size());
            path(json, proven.proof().path());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void consistency(JsonGenerator json, AuditEvidence.Consistency consistency) throws IOException {
        json.writeStringField(EvidenceFile.KIND, EvidenceFile.CONSISTENCY);
        tree(json, "first", consistency.proof().first(), consistency.first());
        tree(json, "second", consistency.proof().second(), consistency.second());
        path(json, consistency.proof().path());
    }

    private static void tree(JsonGenerator json, String name, long size, Digest root) throws IOException {
        JsonOutput.object(json, name, tree -> {
            tree.writeNumberField("size", size);
            tree.writeStringField("root", root.toString());
        });
    }

    private static void path(JsonGenerator json, List<Digest> path) throws IOException {
        json.writeArrayFieldStart("path");
        for (Digest hash : path) {
            json.writeString(hash.toString());
        }
        json.writeEndArray();
    }
}
