package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.AuditVerification.Intact;
import java.io.IOException;
import java.util.Objects;

/** Whether the audit log is what Immure wrote: {@code immure audit verify}. */
public record AuditReport(AuditVerification verification) implements Answer {
    public AuditReport {
        Objects.requireNonNull(verification, "verification is null");
    }

    @Override
    public void text(TextOutput out) {
        switch (verification) {
            case Intact intact -> intact(out, intact);
            case Broken broken -> out.line("broken: " + broken.why());
        }
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        switch (verification) {
            case Intact intact -> {
                json.writeBooleanField("intact", true);
                json.writeNumberField("records", intact.records());
                JsonOutput.object(json, "last", last -> {
                    last.writeNumberField("sequence", intact.last().sequence());
                    last.writeStringField("hash", intact.last().hash().toString());
                });
                json.writeNumberField("beyondHead", intact.beyondHead());
                json.writeNumberField("unfinishedBytes", intact.unfinishedBytes());
            }
            case Broken broken -> {
                json.writeBooleanField("intact", false);
                json.writeNumberField("record", broken.sequence());
                json.writeNumberField("line", broken.line());
                JsonOutput.object(json, "error", error -> JsonOutput.fault(error, broken.fault()));
            }
        }
    }

    private static void intact(TextOutput out, Intact intact) {
        out.line("intact: " + intact.records() + " records");
        out.line("last: " + intact.last().sequence() + " " + intact.last().hash());
        if (intact.beyondHead() > 0) {
            out.line("a crash left " + intact.beyondHead() + " records beyond the head; the next append names them");
        }
        if (intact.unfinishedBytes() > 0) {
            out.line("a crash left " + intact.unfinishedBytes() + " unfinished bytes; the next append records them");
        }
    }
}
