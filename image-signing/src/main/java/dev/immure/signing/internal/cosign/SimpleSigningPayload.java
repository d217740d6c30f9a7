package dev.immure.signing.internal.cosign;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.name.SignedReference;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The statement that is signed (containers/image, docs/containers-signature.5.md): this image has this name. Read
 * strictly: a name that stands twice, a member of {@code critical} that is not known, or anything after the end could be
 * read otherwise by another reader. Go's takes the last of two, and {@code Type} for {@code type}.
 *
 * @param type {@link #TYPE}, or what stands there
 */
public record SimpleSigningPayload(String type, SignedReference reference, Digest image) {
    public static final String TYPE = "cosign container image signature";

    private static final String WHAT = "cannot read signed statement";
    private static final JsonLimits LIMITS = new JsonLimits(CosignFormat.MAX_PAYLOAD, 16, 4096);

    /**
     * @param on what to call the payload in a fault
     * @throws dev.immure.core.ImmureException with PAYLOAD
     */
    public static SimpleSigningPayload parse(byte[] json, String on) {
        try {
            return of(StrictJson.parseObject(json, LIMITS));
        } catch (JsonException e) {
            throw CosignFormat.malformed(SigningFault.PAYLOAD, WHAT, on, e.why());
        }
    }

    /** The bytes that cosign would write. */
    public byte[] encode() {
        // Neither part can hold a character that JSON escapes: their grammars allow none.
        return ("{\"critical\":{\"identity\":{\"docker-reference\":\"" + reference.text()
                        + "\"},\"image\":{\"docker-manifest-digest\":\"" + image + "\"},\"type\":\"" + TYPE
                        + "\"},\"optional\":null}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static SimpleSigningPayload of(JsonObject root) throws JsonException {
        only(root, "critical", "optional");
        root.object("optional"); // the signer's notes: null or an object, and nothing in it is relied upon
        JsonObject critical = only(root.requireObject("critical"), "identity", "image", "type");
        JsonObject identity = only(critical.requireObject("identity"), "docker-reference");
        JsonObject image = only(critical.requireObject("image"), "docker-manifest-digest");
        return new SimpleSigningPayload(
                critical.requireString("type"),
                reference(identity.requireString("docker-reference")),
                digest(image.requireString("docker-manifest-digest")));
    }

    private static JsonObject only(JsonObject object, String... names) throws JsonException {
        Set<String> known = Set.of(names);
        for (String name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not a member that is known here");
            }
        }
        return object;
    }

    private static SignedReference reference(String text) throws JsonException {
        return SignedReference.parse(text)
                .orElseThrow(() -> new JsonException(
                        Flaw.TYPE, "\"docker-reference\" is \"" + text + "\", not the name of a repository"));
    }

    private static Digest digest(String text) throws JsonException {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new JsonException(Flaw.TYPE, "\"docker-manifest-digest\" is malformed: " + e.getMessage());
        }
    }
}
