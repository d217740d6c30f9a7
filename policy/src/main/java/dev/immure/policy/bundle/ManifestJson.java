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
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The manifest as JSON: one spelling for one manifest, without white space, members in the order below. A document that is
 * read must be the one that would be written, so an unknown member is a fault, too.
 */
final class ManifestJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final long SCHEMA = 1;
    private static final JsonLimits LIMITS =
            new JsonLimits(BundleLimits.MANIFEST_BYTES, 8, 16 + 8 * BundleLimits.PARTS);

    private ManifestJson() {}

    static byte[] write(BundleManifest manifest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("schema", SCHEMA);
            json.writeStringField("name", manifest.name());
            json.writeNumberField("version", manifest.version());
            json.writeStringField("description", manifest.description());
            date(json, "notBefore", manifest.window().notBefore());
            date(json, "notAfter", manifest.window().notAfter());
            json.writeStringField("minimumEngine", manifest.minimumEngine().toString());
            json.writeArrayFieldStart("parts");
            for (BundleManifest.Part part : manifest.parts()) {
                json.writeStartObject();
                json.writeStringField("name", part.name());
                json.writeStringField("digest", part.digest().toString());
                json.writeNumberField("size", part.size());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("writing to memory does no I/O", e);
        }
        return out.toByteArray();
    }

    private static void date(JsonGenerator json, String name, Optional<LocalDate> date) throws IOException {
        if (date.isPresent()) {
            json.writeStringField(name, date.get().toString());
        }
    }

    /** @throws dev.immure.core.ImmureException with MANIFEST */
    static BundleManifest read(byte[] bytes, String on) {
        BundleManifest manifest;
        try {
            manifest = manifest(StrictJson.parseObject(bytes, LIMITS));
        } catch (JsonException e) {
            throw malformed(on, e.why());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw malformed(on, String.valueOf(e.getMessage()));
        }
        if (!Arrays.equals(write(manifest), bytes)) {
            throw malformed(on, "it has a member that is not known, or is not written in the one way that it can be");
        }
        return manifest;
    }

    private static BundleManifest manifest(JsonObject json) throws JsonException {
        if (json.requireLong("schema") != SCHEMA) {
            throw new IllegalArgumentException("its schema is " + json.requireLong("schema") + ", not " + SCHEMA);
        }
        return new BundleManifest(
                json.requireString("name"),
                json.requireLong("version"),
                json.requireString("description"),
                new BundleWindow(
                        json.string("notBefore").map(LocalDate::parse),
                        json.string("notAfter").map(LocalDate::parse)),
                EngineVersion.parse(json.requireString("minimumEngine"))
                        .orElseThrow(() -> new IllegalArgumentException("minimumEngine is no version such as 1.2.0")),
                parts(json));
    }

    private static List<BundleManifest.Part> parts(JsonObject json) throws JsonException {
        List<BundleManifest.Part> parts = new ArrayList<>();
        for (JsonObject part : json.objects("parts")) {
            parts.add(new BundleManifest.Part(
                    part.requireString("name"), Digest.parse(part.requireString("digest")), part.requireLong("size")));
        }
        return parts;
    }

    private static RuntimeException malformed(String on, String why) {
        return BundleFault.MANIFEST.refuse(on, "its manifest: " + why);
    }
}
