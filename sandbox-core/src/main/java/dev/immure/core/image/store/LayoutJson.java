package dev.immure.core.image.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the documents of image-spec, the same bytes for the same values: annotations in order of their names. */
public final class LayoutJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private LayoutJson() {}

    /** Writes the members of one object. */
    @FunctionalInterface
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] object(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("writing to memory does no I/O", e);
        }
        return out.toByteArray();
    }

    /** {@code oci-layout}. */
    public static byte[] marker() {
        return object(json -> json.writeStringField("imageLayoutVersion", "1.0.0"));
    }

    public static byte[] index(List<Descriptor> entries) {
        return object(json -> {
            json.writeNumberField("schemaVersion", 2);
            json.writeStringField("mediaType", MediaTypes.OCI_INDEX);
            json.writeArrayFieldStart("manifests");
            for (Descriptor entry : entries) {
                descriptor(json, entry);
            }
            json.writeEndArray();
        });
    }

    /** An OCI image manifest. */
    public static byte[] manifest(Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {
        return object(json -> {
            json.writeNumberField("schemaVersion", 2);
            json.writeStringField("mediaType", MediaTypes.OCI_MANIFEST);
            json.writeFieldName("config");
            descriptor(json, config);
            json.writeArrayFieldStart("layers");
            for (Descriptor layer : layers) {
                descriptor(json, layer);
            }
            json.writeEndArray();
            stringMap(json, "annotations", annotations);
        });
    }

    /** An OCI image manifest that is no image, attached to {@code subject}. */
    public static byte[] artifact(
            String type,
            Descriptor config,
            List<Descriptor> layers,
            Descriptor subject,
            Map<String, String> annotations) {
        return artifact(type, config, layers, json -> {
            json.writeFieldName("subject");
            descriptor(json, subject);
            stringMap(json, "annotations", annotations);
        });
    }

    /** An OCI image manifest that is no image, and one of its own. */
    public static byte[] artifact(String type, Descriptor config, List<Descriptor> layers) {
        return artifact(type, config, layers, json -> {});
    }

    private static byte[] artifact(String type, Descriptor config, List<Descriptor> layers, Members rest) {
        return object(json -> {
            json.writeNumberField("schemaVersion", 2);
            json.writeStringField("mediaType", MediaTypes.OCI_MANIFEST);
            json.writeStringField("artifactType", type);
            json.writeFieldName("config");
            descriptor(json, config);
            json.writeArrayFieldStart("layers");
            for (Descriptor layer : layers) {
                descriptor(json, layer);
            }
            json.writeEndArray();
            rest.write(json);
        });
    }

    private static void descriptor(JsonGenerator json, Descriptor descriptor) throws IOException {
        json.writeStartObject();
        json.writeStringField("mediaType", descriptor.mediaType());
        json.writeStringField("digest", descriptor.digest().toString());
        json.writeNumberField("size", descriptor.size());
        stringMap(json, "annotations", descriptor.annotations());
        if (descriptor.platform().isPresent()) {
            Platform platform = descriptor.platform().get();
            json.writeObjectFieldStart("platform");
            json.writeStringField("architecture", platform.architecture());
            json.writeStringField("os", platform.os());
            json.writeEndObject();
        }
        if (descriptor.artifactType().isPresent()) {
            json.writeStringField("artifactType", descriptor.artifactType().get());
        }
        json.writeEndObject();
    }

    static void stringMap(JsonGenerator json, String name, Map<String, String> map) throws IOException {
        if (map.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }
}
