package dev.immure.core.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** Writes a receipt as JSON: one object, indented, pure ASCII, a newline at the end. */
public final class ReceiptWriter {
    private static final int SCHEMA = 1;

    private ReceiptWriter() {}

    /**
     * Puts the receipt under a name, whole or not at all, mode 0600.
     *
     * @param file a new name or a regular file to be replaced, on a path without symbolic links
     * @throws dev.immure.core.ImmureException with {@link AuditFault#OUTPUT_TARGET} or {@link AuditFault#OUTPUT_IO}
     */
    public static void write(Receipt receipt, Path file) {
        OutputFile.write("receipt", file, toJson(receipt));
    }

    /** The bytes that {@link #write} writes. */
    public static byte[] toJson(Receipt receipt) {
        return Json.indentedObject(json -> {
            json.writeNumberField("schema", SCHEMA);
            json.writeStringField("id", receipt.id());
            json.writeStringField("startedAt", receipt.startedAt().toString());
            image(json, receipt.image());
            policy(json, receipt);
            plan(json, receipt);
            limits(json, receipt.limits());
            walls(json, receipt.walls());
            result(json, receipt.result());
            FileCopyJson.write(json, receipt.files());
            audit(json, receipt.audit());
        });
    }

    private static void image(JsonGenerator json, Receipt.Image image) throws IOException {
        json.writeObjectFieldStart("image");
        json.writeStringField("reference", image.reference());
        EventJson.optionalDigest(json, "digest", image.digest());
        EventJson.optionalDigest(json, "tree", image.tree());
        EventJson.signers(json, image.signers());
        json.writeEndObject();
    }

    private static void policy(JsonGenerator json, Receipt receipt) throws IOException {
        if (receipt.policy().isEmpty()) {
            json.writeNullField("policy");
            return;
        }
        Receipt.Policy policy = receipt.policy().get();
        json.writeObjectFieldStart("policy");
        json.writeStringField("bundle", policy.bundle());
        json.writeStringField("digest", policy.digest().toString());
        json.writeStringField("decision", policy.decision().word());
        Json.texts(json, "rules", policy.rules());
        Json.texts(json, "obligations", policy.obligations());
        if (!policy.waived().isEmpty()) {
            Json.texts(json, "waived", policy.waived());
        }
        json.writeEndObject();
    }

    private static void plan(JsonGenerator json, Receipt receipt) throws IOException {
        if (receipt.plan().isEmpty()) {
            json.writeNullField("plan");
            return;
        }
        Digest digest = receipt.plan().get();
        json.writeObjectFieldStart("plan");
        json.writeStringField("digest", digest.toString());
        json.writeEndObject();
    }

    private static void limits(JsonGenerator json, Receipt.Limits limits) throws IOException {
        json.writeObjectFieldStart("limits");
        for (Limit limit : Limit.values()) {
            Long value = limits.values().get(limit);
            Json.number(json, limit.key(), value == null ? OptionalLong.empty() : OptionalLong.of(value));
        }
        json.writeStringField("cpuset", limits.cpuset().orElse(null));
        json.writeEndObject();
    }

    private static void walls(JsonGenerator json, Map<String, WallState> walls) throws IOException {
        json.writeObjectFieldStart("walls");
        for (Map.Entry<String, WallState> wall : walls.entrySet()) {
            json.writeObjectFieldStart(wall.getKey());
            switch (wall.getValue()) {
                case WallState.Enforced enforced -> state(json, "enforced", "how", enforced.how());
                case WallState.Unavailable unavailable -> state(json, "unavailable", "why", unavailable.why());
                case WallState.Waived waived -> state(json, "waived", "why", waived.why());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void state(JsonGenerator json, String state, String key, String text) throws IOException {
        json.writeStringField("state", state);
        json.writeStringField(key, text);
    }

    private static void result(JsonGenerator json, Receipt.Result result) throws IOException {
        json.writeObjectFieldStart("result");
        json.writeStringField("verdict", result.verdict().name());
        EventJson.ending(json, result.ending());
        EventJson.figures(json, result.measured());
        disks(json, result.measured());
        if (result.denied().isPresent()) {
            json.writeObjectFieldStart("denied");
            json.writeStringField("layer", result.denied().get().layer());
            json.writeStringField("what", result.denied().get().what());
            json.writeEndObject();
        } else {
            json.writeNullField("denied");
        }
        json.writeEndObject();
    }

    private static void disks(JsonGenerator json, Measurements measured) throws IOException {
        json.writeArrayFieldStart("disks");
        for (DiskFigure disk : measured.disks()) {
            json.writeStartObject();
            json.writeStringField("place", disk.place());
            json.writeNumberField("bytes", disk.bytes());
            json.writeNumberField("inodes", disk.inodes());
            json.writeBooleanField("full", disk.full());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void audit(JsonGenerator json, AuditPosition position) throws IOException {
        json.writeObjectFieldStart("audit");
        json.writeNumberField("sequence", position.sequence());
        json.writeStringField("hash", position.hash().toString());
        json.writeEndObject();
    }
}
