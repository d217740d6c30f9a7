package dev.immure.core.image.store;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store remembers of a layer, beside its tree: what was changed while it was unpacked, so that a run that
 * reuses the tree can still say it.
 *
 * @param omitted how many notes were not kept
 */
record LayerRecord(Digest diffId, List<UnpackNote> notes, long omitted) {
    static final String FILE = "layer.json";
    static final String TREE = "tree";

    /** An empty file {@code blob-<hex>} says that this blob was seen to decompress to this diff_id. */
    static final String BLOB_PREFIX = "blob-";

    /** 1,000 notes of a path and a few words. */
    private static final JsonLimits LIMITS = new JsonLimits(16 << 20, 8, 100_000);

    LayerRecord {
        notes = List.copyOf(notes);
    }

    static String blobMark(Digest blob) {
        return BLOB_PREFIX + blob.hex();
    }

    byte[] encode() {
        return LayoutJson.object(json -> {
            json.writeNumberField("schema", 1);
            json.writeStringField("diffId", diffId.toString());
            json.writeNumberField("notesOmitted", omitted);
            json.writeArrayFieldStart("notes");
            for (UnpackNote note : notes) {
                json.writeStartObject();
                json.writeStringField("path", note.path());
                json.writeStringField("kind", note.kind().name());
                json.writeStringField("detail", note.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static LayerRecord decode(byte[] bytes) {
        try {
            JsonObject json = StrictJson.parseObject(bytes, LIMITS);
            Digest diffId = Digest.parse(json.requireString("diffId"));
            List<UnpackNote> notes = new ArrayList<>();
            for (JsonObject note : json.objects("notes")) {
                notes.add(new UnpackNote(
                        diffId,
                        note.requireString("path"),
                        UnpackNote.Kind.valueOf(note.requireString("kind")),
                        note.requireString("detail")));
            }
            return new LayerRecord(diffId, notes, json.requireLong("notesOmitted"));
        } catch (JsonException | IllegalArgumentException e) {
            throw ImageFault.STORE_FORMAT.at("cannot read the layer's record", FILE, String.valueOf(e.getMessage()), e);
        }
    }
}
