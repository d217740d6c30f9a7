package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.audit.AuditRecord;
import dev.immure.core.audit.AuditVerification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Records of the audit log, oldest first: {@code immure audit show}.
 *
 * @param verification of the log; records after a flaw are not shown, since nobody knows who wrote them
 * @param after records up to this one are left out
 * @param last the last one to show; what is appended meanwhile is not
 * @param log shows each intact record to a consumer; a log may be larger than memory
 */
public record AuditListing(AuditVerification verification, long after, long last, Consumer<Consumer<AuditRecord>> log)
        implements Answer {
    public AuditListing {
        Objects.requireNonNull(verification, "verification is null");
        Objects.requireNonNull(log, "log is null");
    }

    @Override
    public void text(TextOutput out) {
        forEach(record -> out.line(AuditText.line(record)));
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        json.writeBooleanField("intact", verification instanceof AuditVerification.Intact);
        json.writeArrayFieldStart("records");
        try {
            forEach(record -> raw(json, record));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        json.writeEndArray();
        if (verification instanceof AuditVerification.Broken broken) {
            JsonOutput.object(json, "error", error -> JsonOutput.fault(error, broken.fault()));
        }
    }

    private void forEach(Consumer<AuditRecord> action) {
        log.accept(record -> {
            if (record.sequence() > after && record.sequence() <= last) {
                action.accept(record);
            }
        });
    }

    /** As it stands in the log: a JSON object in printable ASCII. */
    private static void raw(JsonGenerator json, AuditRecord record) {
        try {
            json.writeRawValue(record.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
