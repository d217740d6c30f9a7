package dev.immure.core.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A record in the words of the Open Cybersecurity Schema Framework (schema.ocsf.io), version {@value #SCHEMA}. What was
 * verified and decided is a Compliance Finding, what started and ended an Application Lifecycle, what the log says about
 * itself a Base Event. The record itself goes along in {@code raw_data}, so that nothing is lost.
 */
public final class OcsfEvent {
    /** Of the events. */
    public static final String SCHEMA = "1.6.0";

    private static final String PRODUCT = "Immure";
    private static final JsonLimits LIMITS = new JsonLimits(RecordLine.MAX_BYTES, 64, 1 << 20);
    private static final int OTHER = 99;

    /** severity_id. */
    private static final int INFORMATIONAL = 1;

    private static final int MEDIUM = 3;

    private final AuditRecord record;
    private final JsonObject body;
    private final String version;

    private OcsfEvent(AuditRecord record, JsonObject body, String version) {
        this.record = record;
        this.body = body;
        this.version = version;
    }

    /**
     * One event as JSON in one line, without a newline; ASCII.
     *
     * @param version of Immure
     */
    public static byte[] of(AuditRecord record, String version) {
        return Json.object(new OcsfEvent(record, body(record), version)::write);
    }

    private static JsonObject body(AuditRecord record) {
        try {
            return StrictJson.parseObject(record.json().getBytes(StandardCharsets.US_ASCII), LIMITS);
        } catch (JsonException e) {
            // An intact record of another version may hold what the strict reader refuses: it goes along raw.
            return new JsonObject(Map.of());
        }
    }

    private void write(JsonGenerator json) throws IOException {
        switch (record.type()) {
            case "image.verified" -> finding(json, true, "An image was verified");
            case "image.refused" -> finding(json, false, "An image was refused");
            case "policy.decided" -> {
                boolean permitted = text("decision").filter("permit"::equals).isPresent();
                finding(json, permitted, permitted ? "A policy permitted a launch" : "A policy denied a launch");
            }
            case "sandbox.started" -> lifecycle(json, 3, "Start", true);
            case "sandbox.exited" -> lifecycle(json, 4, "Stop", true);
            case "sandbox.failed" -> lifecycle(json, 3, "Start", false);
            default -> base(json);
        }
    }

    private void finding(JsonGenerator json, boolean passed, String title) throws IOException {
        head(json, 2, "Findings", 2003, "Compliance Finding", 1, "Create", passed ? INFORMATIONAL : MEDIUM);
        json.writeStringField("message", title);
        json.writeObjectFieldStart("finding_info");
        json.writeStringField("uid", record.hash().toString());
        json.writeStringField("title", title);
        json.writeNumberField("created_time", record.time().toEpochMilli());
        json.writeEndObject();
        json.writeObjectFieldStart("compliance");
        json.writeArrayFieldStart("standards");
        json.writeString(text("bundle").map(bundle -> "Immure policy " + bundle).orElse("Immure trust policy"));
        json.writeEndArray();
        optional(json, "control", text("policy"));
        json.writeStringField("status", passed ? "Pass" : "Fail");
        json.writeNumberField("status_id", passed ? 1 : 3);
        optional(json, "status_code", text("code"));
        optional(json, "status_detail", text("why"));
        json.writeEndObject();
        json.writeArrayFieldStart("resources");
        json.writeStartObject();
        json.writeStringField("type", "container image");
        optional(json, "name", text("reference"));
        optional(json, "uid", text("image"));
        json.writeEndObject();
        json.writeEndArray();
        tail(json);
    }

    private void lifecycle(JsonGenerator json, int activity, String name, boolean success) throws IOException {
        head(
                json,
                6,
                "Application Activity",
                6002,
                "Application Lifecycle",
                activity,
                name,
                success ? INFORMATIONAL : MEDIUM);
        json.writeStringField("message", "A sandbox: " + record.type());
        json.writeObjectFieldStart("app");
        json.writeStringField("name", "sandbox " + text("run").orElse("unknown"));
        json.writeStringField("vendor_name", PRODUCT);
        optional(json, "uid", text("image"));
        json.writeEndObject();
        json.writeStringField("status", success ? "Success" : "Failure");
        json.writeNumberField("status_id", success ? 1 : 2);
        optional(json, "status_code", text("verdict").or(() -> text("code")));
        optional(json, "status_detail", text("why"));
        tail(json);
    }

    private void base(JsonGenerator json) throws IOException {
        head(json, 0, "Uncategorized", 0, "Base Event", OTHER, record.type(), INFORMATIONAL);
        json.writeStringField("message", "The audit log: " + record.type());
        tail(json);
    }

    /** What each event must have, whatever its class. */
    private void head(
            JsonGenerator json,
            int category,
            String categoryName,
            int type,
            String typeName,
            int activity,
            String activityName,
            int severity)
            throws IOException {
        json.writeNumberField("category_uid", category);
        json.writeStringField("category_name", categoryName);
        json.writeNumberField("class_uid", type);
        json.writeStringField("class_name", typeName);
        json.writeNumberField("activity_id", activity);
        json.writeStringField("activity_name", activityName);
        // By definition the class, a hundredfold, and the activity.
        json.writeNumberField("type_uid", type * 100L + activity);
        json.writeNumberField("severity_id", severity);
        json.writeStringField("severity", severity == INFORMATIONAL ? "Informational" : "Medium");
        json.writeNumberField("time", record.time().toEpochMilli());
        json.writeObjectFieldStart("metadata");
        json.writeStringField("version", SCHEMA);
        json.writeObjectFieldStart("product");
        json.writeStringField("name", PRODUCT);
        json.writeStringField("vendor_name", PRODUCT);
        json.writeStringField("version", version);
        json.writeEndObject();
        json.writeStringField("uid", record.hash().toString());
        json.writeNumberField("sequence", record.sequence());
        json.writeStringField("event_code", record.type());
        json.writeStringField("log_name", "audit.log");
        json.writeStringField("log_provider", PRODUCT);
        json.writeStringField("original_time", RecordLine.time(record.time()));
        optional(json, "correlation_uid", text("run"));
        json.writeEndObject();
    }

    private void tail(JsonGenerator json) throws IOException {
        json.writeStringField("raw_data", record.json());
    }

    private Optional<String> text(String member) {
        return body.members().get(member) instanceof JsonValue.JsonString string
                ? Optional.of(string.text())
                : Optional.empty();
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }
}
