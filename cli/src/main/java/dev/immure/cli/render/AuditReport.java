package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.audit.AuditInspection;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerification.Broken;
import dev.immure.core.audit.AuditVerification.Intact;
import dev.immure.core.audit.tree.Checkpoint;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether the audit log is what Immure wrote: {@code immure audit verify}.
 *
 * @param verification the answer
 * @param found what else is known about the log
 */
public record AuditReport(AuditVerification verification, AuditInspection found) implements Answer {
    public AuditReport {
        Objects.requireNonNull(verification, "verification is null");
        Objects.requireNonNull(found, "found is null");
    }

    @Override
    public void text(TextOutput out) {
        switch (verification) {
            case Intact intact -> {
                intact(out, intact);
                tree(out);
            }
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
                tree(json);
            }
            case Broken broken -> {
                json.writeBooleanField("intact", false);
                json.writeNumberField("record", broken.sequence());
                json.writeNumberField("line", broken.line());
                JsonOutput.object(json, "error", error -> JsonOutput.fault(error, broken.fault()));
            }
        }
    }

    private void tree(TextOutput out) {
        out.line("tree: " + found.tree().root());
        if (found.removed().size() > 0) {
            out.line("records 1 to " + found.removed().size() + " were let go");
        }
        Optional<Checkpoint> newest = found.newest();
        if (newest.isEmpty()) {
            out.line("no checkpoint: nothing is signed");
            return;
        }
        out.line(found.checkpoints() + " checkpoints, the newest of "
                + newest.get().size() + " records, "
                + (found.signed() ? "all signed by the key" : "signatures not looked at: no key"));
    }

    private void tree(JsonGenerator json) throws IOException {
        json.writeStringField("root", found.tree().root().toString());
        json.writeNumberField("removed", found.removed().size());
        JsonOutput.object(json, "checkpoints", checkpoints -> {
            checkpoints.writeNumberField("count", found.checkpoints());
            checkpoints.writeNumberField(
                    "newest", found.newest().map(Checkpoint::size).orElse(0L));
            checkpoints.writeBooleanField("signed", found.signed());
        });
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
