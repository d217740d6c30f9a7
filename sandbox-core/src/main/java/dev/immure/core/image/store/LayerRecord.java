package dev.immure.core.image.store;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.image.tree.TreeRecord;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store remembers of a layer, beside its tree: the hash of all that was unpacked, so that a change can be told;
 * and what was changed while it was unpacked, so that a run that reuses the tree can still say it.
 *
 * @param omitted how many notes were not kept
 */
record LayerRecord(Digest diffId, TreeRecord tree, List<UnpackNote> notes, long omitted) {
    static final String FILE = "layer.json";
    static final String TREE = "tree";

    /** The entries of the tree (TreeManifest). */
    static final String MANIFEST = "tree.manifest";

    /** How the file system of this host shows the tree (SeenTree). */
    static final String SEEN = "tree.seen";

    /** Two since it has the hash of the tree. */
    private static final long SCHEMA = 2;

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
            json.writeNumberField("schema", SCHEMA);
            json.writeStringField("diffId", diffId.toString());
            json.writeObjectFieldStart("tree");
            json.writeStringField("root", tree.root().toString());
            json.writeNumberField("entries", tree.entries());
            json.writeBooleanField("fsVerity", tree.sealed());
            json.writeEndObject();
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

    /**
     * Reads the record of a layer.
     *
     * @throws dev.immure.core.ImmureException {@link ImageFault#TREE_RECORD} when it is malformed or another layer's
     */
    static LayerRecord decode(byte[] bytes, Digest expected) {
        try {
            JsonObject json = StrictJson.parseObject(bytes, LIMITS);
            if (json.requireLong("schema") != SCHEMA) {
                throw new IllegalArgumentException("it is of an earlier version");
            }
            Digest diffId = Digest.parse(json.requireString("diffId"));
            if (!diffId.equals(expected)) {
                throw new IllegalArgumentException("it is the record of " + diffId);
            }
            JsonObject tree = json.requireObject("tree");
            // Absent in the records of before fs-verity was used.
            TreeRecord root = new TreeRecord(
                    Digest.parse(tree.requireString("root")),
                    tree.requireLong("entries"),
                    tree.bool("fsVerity").orElse(false));
            List<UnpackNote> notes = new ArrayList<>();
            for (JsonObject note : json.objects("notes")) {
                notes.add(new UnpackNote(
                        diffId,
                        note.requireString("path"),
                        UnpackNote.Kind.valueOf(note.requireString("kind")),
                        note.requireString("detail")));
            }
            return new LayerRecord(diffId, root, notes, json.requireLong("notesOmitted"));
        } catch (JsonException | IllegalArgumentException e) {
            throw ImageFault.TREE_RECORD.at(
                    "cannot rely on the record of the layer", expected, String.valueOf(e.getMessage()), e);
        }
    }
}
