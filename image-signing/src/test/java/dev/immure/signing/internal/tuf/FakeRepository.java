package dev.immure.signing.internal.tuf;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.internal.keys.PrivateKey;
import dev.immure.signing.internal.keys.PrivateKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A repository in memory, which signs whatever a test wants. */
public final class FakeRepository implements TufRepository {
    public static final String TARGET = "trusted_root.json";

    private final Map<String, byte[]> files = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final PrivateKey rootKey = PrivateKeys.generateEcdsaP256();
    PrivateKey online = PrivateKeys.generateEcdsaP256();
    final PrivateKey targetsKey = PrivateKeys.generateEcdsaP256();
    String expires = "2026-06-01T00:00:00Z";

    /** A whole repository of these versions, and the root that is trusted. */
    public byte[] publish(int timestamp, int snapshot, int targets, String content) {
        put("targets/" + hash(content) + "." + TARGET, content.getBytes(StandardCharsets.UTF_8));
        targets(targets, target(content));
        snapshot(snapshot, targets);
        timestamp(timestamp, snapshot);
        return root(1, 1, Map.of("r", rootKey), rootKey);
    }

    static String target(String content) {
        return "\"" + TARGET + "\":{\"length\":" + content.length() + ",\"hashes\":{\"sha256\":\"" + hash(content)
                + "\"}}";
    }

    void targets(int version, String targets) {
        signed(version + ".targets.json", signedPart("targets", version, "\"targets\":{" + targets + "}"), targetsKey);
    }

    void snapshot(int version, int targets) {
        snapshot(version, "\"targets.json\":{\"version\":" + targets + "}");
    }

    void snapshot(int version, String meta) {
        signed(version + ".snapshot.json", signedPart("snapshot", version, "\"meta\":{" + meta + "}"), online);
    }

    void timestamp(int version, int snapshot) {
        timestamp(version, "\"version\":" + snapshot);
    }

    void timestamp(int version, String snapshotEntry) {
        signed(
                "timestamp.json",
                signedPart("timestamp", version, "\"meta\":{\"snapshot.json\":{" + snapshotEntry + "}}"),
                online);
    }

    /** A root; those with a version above 1 lie in the repository. */
    byte[] root(int version, int threshold, Map<String, PrivateKey> rootKeys, PrivateKey... signers) {
        return root(version, threshold, rootKeys, expires, signers);
    }

    byte[] root(
            int version, int threshold, Map<String, PrivateKey> rootKeys, String rootExpires, PrivateKey... signers) {
        Map<String, PrivateKey> keys = new HashMap<>(rootKeys);
        keys.put("online", online);
        keys.put("targets", targetsKey);
        String listed = keys.entrySet().stream()
                .map(key -> "\"" + key.getKey() + "\":" + key(key.getValue()))
                .collect(Collectors.joining(","));
        String ids = rootKeys.keySet().stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
        String body = "{\"_type\":\"root\",\"spec_version\":\"1.0.31\",\"version\":" + version + ",\"expires\":\""
                + rootExpires + "\",\"consistent_snapshot\":true,\"keys\":{" + listed
                + "},\"roles\":{\"root\":{\"keyids\":[" + ids + "],\"threshold\":" + threshold
                + "},\"timestamp\":{\"keyids\":[\"online\"],\"threshold\":1},\"snapshot\":{\"keyids\":[\"online\"],\"threshold\":1},"
                + "\"targets\":{\"keyids\":[\"targets\"],\"threshold\":1}}}";
        byte[] file = envelope(body, rootKeys, signers);
        if (version > 1) {
            put(version + ".root.json", file);
        }
        return file;
    }

    private static String key(PrivateKey key) {
        return "{\"keytype\":\"ecdsa\",\"scheme\":\"ecdsa-sha2-nistp256\",\"keyval\":{\"public\":\""
                + key.publicPem().replace("\n", "\\n") + "\"}}";
    }

    private String signedPart(String type, int version, String rest) {
        return "{\"_type\":\"" + type + "\",\"spec_version\":\"1.0\",\"version\":" + version + ",\"expires\":\""
                + expires + "\"," + rest + "}";
    }

    void signed(String name, String signed, PrivateKey key) {
        put(name, envelope(signed, Map.of("online", online, "targets", targetsKey), key));
    }

    /** Signatures under each id that a signer has. */
    byte[] envelope(String signed, Map<String, PrivateKey> ids, PrivateKey... signers) {
        List<String> signatures = new ArrayList<>();
        for (PrivateKey signer : signers) {
            String hex = HexFormat.of().formatHex(signer.sign(canonical(signed)));
            List<String> names = ids.entrySet().stream()
                    .filter(entry -> entry.getValue() == signer)
                    .map(Map.Entry::getKey)
                    .toList();
            for (String name : names.isEmpty() ? List.of("r") : names) {
                signatures.add("{\"keyid\":\"" + name + "\",\"sig\":\"" + hex + "\"}");
            }
        }
        return ("{\"signatures\":[" + String.join(",", signatures) + "],\"signed\":" + signed + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] canonical(String json) {
        try {
            return CanonicalJson.encode(
                    StrictJson.parse(json.getBytes(StandardCharsets.UTF_8), new JsonLimits(1 << 20, 32, 10_000)));
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    static String hash(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8)).hex();
    }

    void put(String name, byte[] content) {
        files.put(name, content.clone());
    }

    /** A file that is there. */
    byte[] file(String name) {
        return Optional.ofNullable(files.get(name)).orElseThrow();
    }

    /** By name, to be written to a directory. */
    public Map<String, byte[]> files() {
        return Map.copyOf(files);
    }

    @Override
    public Optional<byte[]> fetch(String path, int limit) {
        asked.add(path);
        Optional<byte[]> content = Optional.ofNullable(files.get(path));
        if (content.filter(bytes -> bytes.length > limit).isPresent()) {
            throw new AssertionError("a test with a file beyond the limit needs a real repository");
        }
        return content;
    }

    @Override
    public void close() {}
}
