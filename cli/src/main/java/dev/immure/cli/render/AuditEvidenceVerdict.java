package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.audit.AuditEvidence;
import dev.immure.core.audit.AuditVerification.Broken;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a proof holds: {@code --verify} of {@code immure audit prove} and {@code consistency}.
 *
 * @param flaw empty when it does
 * @param signed whether a signature was looked at
 */
public record AuditEvidenceVerdict(AuditEvidence evidence, Optional<Broken> flaw, boolean signed) implements Answer {
    public AuditEvidenceVerdict {
        Objects.requireNonNull(evidence, "evidence is null");
        Objects.requireNonNull(flaw, "flaw is null");
    }

    @Override
    public void text(TextOutput out) {
        if (flaw.isPresent()) {
            out.line("does not hold: " + flaw.get().why());
            return;
        }
        switch (evidence) {
            case AuditEvidence.Inclusion inclusion -> {
                out.line("holds: " + inclusion.records().size() + " of "
                        + inclusion.checkpoint().size() + " records, root "
                        + inclusion.checkpoint().root());
                out.line(signed ? "the checkpoint is signed by the key" : "no key: the signature was not looked at");
                inclusion.records().forEach(proven -> out.line(proven.record()));
            }
            case AuditEvidence.Consistency consistency -> {
                out.line("holds: the first " + consistency.proof().first() + " of "
                        + consistency.proof().second() + " records are the same");
                out.line("roots, to be compared with checkpoints that were kept: " + consistency.first() + " "
                        + consistency.second());
            }
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("holds", flaw.isEmpty());
        switch (evidence) {
            case AuditEvidence.Inclusion inclusion -> {
                json.writeNumberField("records", inclusion.records().size());
                json.writeNumberField("size", inclusion.checkpoint().size());
                json.writeStringField("root", inclusion.checkpoint().root().toString());
                json.writeBooleanField("signed", signed && flaw.isEmpty());
            }
            case AuditEvidence.Consistency consistency -> {
                json.writeNumberField("first", consistency.proof().first());
                json.writeNumberField("second", consistency.proof().second());
            }
        }
    }
}
