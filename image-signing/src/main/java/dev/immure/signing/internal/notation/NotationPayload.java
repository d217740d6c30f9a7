package dev.immure.signing.internal.notation;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.NotationFault;
import java.util.Optional;
import java.util.Set;

/** The signed statement: this artifact. */
record NotationPayload(Descriptor target) {
    private static final int MAX_BYTES = 64 << 10;
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 16, 4096);
    private static final String TARGET = "targetArtifact";
    private static final Set<String> MEMBERS = Set.of("mediaType", "digest", "size", "annotations", "artifactType");

    static NotationPayload parse(byte[] json, String on) {
        try {
            JsonObject root = StrictJson.parseObject(json, LIMITS);
            if (!root.members().keySet().equals(Set.of(TARGET))) {
                throw new JsonException(Flaw.TYPE, "the payload is to have \"" + TARGET + "\" and nothing else");
            }
            return new NotationPayload(descriptor(root.requireObject(TARGET)));
        } catch (JsonException e) {
            throw NotationFaults.malformed(NotationFault.PAYLOAD, on, e.why());
        }
    }

    private static Descriptor descriptor(JsonObject target) throws JsonException {
        target.refuseCaseVariantsOf(MEMBERS);
        long size = target.requireLong("size");
        if (size < 0) {
            throw new JsonException(Flaw.TYPE, "\"size\" is negative");
        }
        return new Descriptor(
                target.requireString("mediaType"),
                digest(target.requireString("digest")),
                size,
                target.stringMap("annotations"),
                Optional.empty(),
                target.string("artifactType"));
    }

    private static Digest digest(String text) throws JsonException {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new JsonException(Flaw.TYPE, "\"digest\" is malformed: " + e.getMessage());
        }
    }
}
