package dev.immure.signing.internal.tuf;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import java.util.Map;
import java.util.TreeMap;

/** A metadata file as a timestamp or snapshot names it: its version, and perhaps its length and hashes (TUF 1.0, 4.4). */
record MetaEntry(long version, FileInfo info) {
    private static final int MOST = 1000;

    /** @throws dev.immure.core.ImmureException with METADATA */
    static Map<String, MetaEntry> all(Metadata metadata) {
        try {
            JsonObject meta = metadata.signed().requireObject("meta");
            if (meta.members().size() > MOST) {
                throw new JsonException(Flaw.TOO_MANY_VALUES, "it names more than " + MOST + " files");
            }
            Map<String, MetaEntry> entries = new TreeMap<>();
            for (Map.Entry<String, JsonValue> member : meta.members().entrySet()) {
                if (!(member.getValue() instanceof JsonObject entry)) {
                    throw new JsonException(Flaw.TYPE, "an entry of \"meta\" is not an object");
                }
                entries.put(member.getKey(), new MetaEntry(entry.requireLong("version"), FileInfo.read(entry)));
            }
            return entries;
        } catch (JsonException e) {
            throw TufFaults.malformed(metadata.file(), e.why());
        }
    }
}
