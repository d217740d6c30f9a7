package dev.immure.signing.internal.tuf;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who signs one kind of metadata, and how many of them must.
 *
 * @param keys by id; keys that cannot count are left out
 */
record Role(Map<String, TufKey> keys, int threshold) {
    private static final int MOST = 100;

    Role {
        keys = Map.copyOf(keys);
    }

    /** @param all the keys of the root, by id; empty for those that cannot count */
    static Role read(JsonObject json, Map<String, Optional<TufKey>> all) throws JsonException {
        long threshold = json.requireLong("threshold");
        List<String> ids = json.strings("keyids");
        if (threshold < 1 || threshold > MOST || ids.size() > MOST) {
            throw new JsonException(Flaw.TYPE, "a role has a threshold or number of keys that is not 1 to " + MOST);
        }
        Map<String, TufKey> keys = new HashMap<>();
        for (String id : ids) {
            Optional<TufKey> key = all.get(id);
            if (key == null) {
                throw new JsonException(Flaw.MISSING, "a role names key \"" + id + "\", which is not there");
            }
            key.ifPresent(found -> keys.put(id, found));
        }
        return new Role(keys, (int) threshold);
    }

    /** How many distinct keys signed: one key under two ids, or with two signatures, is one. */
    int signers(byte[] message, Map<String, List<byte[]>> signatures) {
        Set<Digest> signers = new HashSet<>();
        keys.forEach((id, key) -> {
            for (byte[] signature : signatures.getOrDefault(id, List.of())) {
                if (key.verifies(message, signature)) {
                    signers.add(key.key().fingerprint());
                }
            }
        });
        return signers.size();
    }

    /** The keys, in a form that two roots can be compared by. */
    String definition() {
        return threshold + " of "
                + keys.values().stream()
                        .map(key -> key.key().fingerprint().hex())
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining(" "));
    }
}
