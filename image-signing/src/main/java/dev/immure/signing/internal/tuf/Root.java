package dev.immure.signing.internal.tuf;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A root (TUF 1.0, 4.3): the keys of every role. */
record Root(Metadata metadata, Role root, Role timestamp, Role snapshot, Role targets, boolean consistentSnapshot) {
    /** Bytes. That of Sigstore has 5 KiB. */
    static final int MAX_FILE = 64 << 10;

    private static final int MAX_KEYS = 200;

    /** @throws dev.immure.core.ImmureException with METADATA */
    static Root parse(byte[] bytes, String file) {
        Metadata metadata = Metadata.parse(bytes, "root", file);
        try {
            return of(metadata);
        } catch (JsonException e) {
            throw TufFaults.malformed(file, e.why());
        }
    }

    private static Root of(Metadata metadata) throws JsonException {
        JsonObject signed = metadata.signed();
        Map<String, Optional<TufKey>> keys = keys(signed.requireObject("keys"));
        JsonObject roles = signed.requireObject("roles");
        return new Root(
                metadata,
                Role.read(roles.requireObject("root"), keys),
                Role.read(roles.requireObject("timestamp"), keys),
                Role.read(roles.requireObject("snapshot"), keys),
                Role.read(roles.requireObject("targets"), keys),
                signed.bool("consistent_snapshot").orElse(false));
    }

    private static Map<String, Optional<TufKey>> keys(JsonObject json) throws JsonException {
        if (json.members().size() > MAX_KEYS) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "it has more than " + MAX_KEYS + " keys");
        }
        Map<String, Optional<TufKey>> keys = new HashMap<>();
        for (Map.Entry<String, JsonValue> member : json.members().entrySet()) {
            if (!(member.getValue() instanceof JsonObject key)) {
                throw new JsonException(Flaw.TYPE, "a key is not an object");
            }
            keys.put(member.getKey(), TufKey.read(key));
        }
        return keys;
    }

    /** Signed by enough of its own keys: all that can be asked of a root that is trusted because the user says so. */
    Root requireSelfSigned() {
        metadata.requireSigned(root, "this root");
        return this;
    }

    /** The root after this one: signed by enough keys of both (5.3.4), one version up (5.3.5). */
    Root requireNext(Root next) {
        next.metadata.requireSigned(root, "root " + metadata.version()).requireSigned(next.root, "this root");
        next.metadata.requireVersion(metadata.version() + 1);
        return next;
    }
}
