package dev.immure.cli.render;

import dev.immure.core.audit.AuditRecord;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** A record of the audit log in one line: sequence, time, type, and what else it says. */
final class AuditText {
    private static final Set<String> FRAME = Set.of("schema", "sequence", "time", "previous", "type", "hash");
    /** A record is at most 1 MiB; docs/audit-log.md. */
    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 64, 1 << 20);

    private AuditText() {}

    static String line(AuditRecord record) {
        return record.sequence() + " " + record.time() + " " + record.type() + " " + body(record);
    }

    private static String body(AuditRecord record) {
        try {
            return members(StrictJson.parseObject(record.json().getBytes(StandardCharsets.US_ASCII), LIMITS), " ");
        } catch (JsonException e) {
            // An intact record of a later version may hold what the strict reader refuses.
            return record.json();
        }
    }

    private static String members(JsonObject object, String separator) {
        return object.members().entrySet().stream()
                .filter(member -> !FRAME.contains(member.getKey()))
                .filter(member -> !(member.getValue() instanceof JsonValue.JsonNull))
                .map(member -> member.getKey() + "=" + value(member.getValue()))
                .collect(Collectors.joining(separator));
    }

    private static String value(JsonValue value) {
        return switch (value) {
            case JsonValue.JsonString string -> quoted(string.text());
            case JsonValue.JsonNumber number -> number.text();
            case JsonValue.JsonBoolean truth -> String.valueOf(truth.value());
            case JsonValue.JsonNull nothing -> "null";
            case JsonValue.JsonArray array ->
                array.items().stream().map(AuditText::value).collect(Collectors.joining(",", "[", "]"));
            case JsonObject object -> "{" + members(object, ",") + "}";
        };
    }

    /** Words stand as they are; anything that could pass for another member gets quotes. */
    private static String quoted(String text) {
        boolean word = !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || "=,\"[]{}\\".indexOf(c) >= 0);
        return word ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
