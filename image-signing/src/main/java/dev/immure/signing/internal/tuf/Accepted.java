package dev.immure.signing.internal.tuf;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.core.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The versions that were accepted, for the next update to refuse older ones.
 *
 * @param keys who signed timestamp and snapshot; when a root names others, their versions begin anew (TUF 1.0, 5.3.11)
 * @param files the versions that the snapshot named, by file
 */
public record Accepted(long root, long timestamp, long snapshot, String keys, Map<String, Long> files) {
    /** Before the first update. */
    public static final Accepted NOTHING = new Accepted(0, 0, 0, "", Map.of());

    /** Bytes of its JSON. */
    public static final int MAX_FILE = 256 << 10;

    private static final JsonLimits LIMITS = new JsonLimits(MAX_FILE, 3, 5000);

    public Accepted {
        files = Map.copyOf(files);
    }

    /** What still binds under another root: after new keys for timestamp or snapshot, nothing of theirs. */
    Accepted under(String otherKeys) {
        return otherKeys.equals(keys) ? this : new Accepted(root, 0, 0, otherKeys, Map.of());
    }

    public static Accepted parse(byte[] json) throws JsonException {
        JsonObject object = StrictJson.parseObject(json, LIMITS);
        if (object.requireLong("schema") != 1) {
            throw new JsonException(Flaw.TYPE, "its schema is not 1");
        }
        Map<String, Long> files = new TreeMap<>();
        JsonObject named = object.requireObject("files");
        for (String name : named.members().keySet()) {
            files.put(name, named.requireLong(name));
        }
        return new Accepted(
                object.requireLong("root"),
                object.requireLong("timestamp"),
                object.requireLong("snapshot"),
                object.requireString("keys"),
                files);
    }

    public byte[] encode() {
        Map<String, JsonValue> named = new LinkedHashMap<>();
        new TreeMap<>(files).forEach((name, version) -> named.put(name, number(version)));
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("schema", number(1));
        members.put("root", number(root));
        members.put("timestamp", number(timestamp));
        members.put("snapshot", number(snapshot));
        members.put("keys", new JsonString(keys));
        members.put("files", new JsonObject(named));
        try {
            return CanonicalJson.encode(new JsonObject(members));
        } catch (JsonException e) {
            throw new AssertionError("whole numbers and strings have a canonical form", e);
        }
    }

    private static JsonNumber number(long value) {
        return new JsonNumber(Long.toString(value));
    }
}
