package dev.immure.policy.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a host remembers, as the file in which it does. A file that is not understood is never taken for an empty one. */
final class MemoryJson {
    static final int MAX_BYTES = 4 << 20;

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final long SCHEMA = 1;
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 8, 40_000);

    private MemoryJson() {}

    static byte[] write(BundleMemory memory) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("schema", SCHEMA);
            if (memory.current().isPresent()) {
                json.writeFieldName("current");
                write(json, memory.current().get());
            }
            if (memory.previous().isPresent()) {
                json.writeFieldName("previous");
                write(json, memory.previous().get());
            }
            json.writeArrayFieldStart("accepted");
            for (BundleIdentity one : memory.accepted()) {
                write(json, one);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("writing to memory does no I/O", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, BundleIdentity bundle) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", bundle.name());
        json.writeNumberField("version", bundle.version());
        json.writeStringField("digest", bundle.digest().toString());
        json.writeEndObject();
    }

    /** @throws dev.immure.core.ImmureException with STATE */
    static BundleMemory read(byte[] bytes, String on) {
        try {
            JsonObject json = StrictJson.parseObject(bytes, LIMITS);
            if (json.requireLong("schema") != SCHEMA) {
                throw new IllegalArgumentException("its schema is not " + SCHEMA);
            }
            List<BundleIdentity> accepted = new ArrayList<>();
            for (JsonObject one : json.objects("accepted")) {
                accepted.add(identity(one));
            }
            return new BundleMemory(optional(json, "current"), optional(json, "previous"), accepted);
        } catch (JsonException e) {
            throw damaged(on, e.why());
        } catch (IllegalArgumentException e) {
            throw damaged(on, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<BundleIdentity> optional(JsonObject json, String name) throws JsonException {
        Optional<JsonObject> object = json.object(name);
        return object.isEmpty() ? Optional.empty() : Optional.of(identity(object.get()));
    }

    private static BundleIdentity identity(JsonObject json) throws JsonException {
        return new BundleIdentity(
                json.requireString("name"), json.requireLong("version"), Digest.parse(json.requireString("digest")));
    }

    private static RuntimeException damaged(String on, String why) {
        return BundleFault.STATE.at("cannot rely on what is remembered of policy bundles in", on, why);
    }
}
