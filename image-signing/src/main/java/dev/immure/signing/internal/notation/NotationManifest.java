package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.x509.Certificate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The manifest that attaches a signature of Notation to an image (signature-specification.md, "Storage").
 *
 * @param envelope the blob that is the signature
 * @param subject what it is attached to
 * @param thumbprints SHA-256 of each certificate in the envelope, in its order
 */
public record NotationManifest(
        Descriptor envelope, EnvelopeFormat format, Descriptor subject, List<Digest> thumbprints) {
    /** Its artifactType, or in older ones the media type of its configuration. */
    public static final String TYPE = "application/vnd.cncf.notary.signature";

    static final String THUMBPRINTS = "io.cncf.notary.x509chain.thumbprint#S256";

    private static final Limits LIMITS =
            Limits.DEFAULT.with(Limit.MANIFEST_BYTES, 64 << 10).with(Limit.LAYERS, 1);
    private static final JsonLimits LIST_LIMITS = new JsonLimits(4096, 2, NotationEnvelope.MAX_CERTIFICATES + 1);

    public NotationManifest {
        Objects.requireNonNull(envelope, "envelope is null");
        Objects.requireNonNull(format, "format is null");
        Objects.requireNonNull(subject, "subject is null");
        thumbprints = List.copyOf(thumbprints);
    }

    /** Whether a manifest says of itself that it attaches a signature of Notation. */
    public static boolean claims(ImageManifest manifest) {
        return manifest.type().equals(TYPE);
    }

    /**
     * Reads such a manifest.
     *
     * @param on what to call it in a fault
     * @throws ImmureException with MANIFEST of {@link NotationFault}
     */
    public static NotationManifest parse(byte[] json, String on) {
        try {
            return of(new ManifestReader(LIMITS).manifest(json));
        } catch (ImmureException e) {
            throw malformed(on, e.fault().why() + " (" + e.fault().code().id() + ")");
        } catch (JsonException e) {
            throw malformed(on, e.why());
        }
    }

    private static NotationManifest of(ImageManifest manifest) throws JsonException {
        require(claims(manifest), "it is not of the type " + TYPE);
        require(manifest.layers().size() == 1, "it has not one layer");
        Descriptor envelope = manifest.layers().getFirst();
        EnvelopeFormat format = EnvelopeFormat.of(envelope.mediaType())
                .orElseThrow(() -> new JsonException(
                        Flaw.TYPE, "its layer is a " + envelope.mediaType() + ", which is no envelope that is known"));
        require(
                envelope.size() <= NotationEnvelope.MAX_BYTES,
                "its envelope has " + envelope.size() + " bytes, the limit is " + NotationEnvelope.MAX_BYTES);
        Descriptor subject =
                manifest.subject().orElseThrow(() -> new JsonException(Flaw.MISSING, "\"subject\" is missing"));
        String annotation = Optional.ofNullable(manifest.annotations().get(THUMBPRINTS))
                .orElseThrow(() -> new JsonException(Flaw.MISSING, "its annotation " + THUMBPRINTS + " is missing"));
        return new NotationManifest(envelope, format, subject, thumbprints(annotation));
    }

    private static List<Digest> thumbprints(String annotation) throws JsonException {
        if (!(StrictJson.parse(annotation.getBytes(StandardCharsets.UTF_8), LIST_LIMITS)
                instanceof JsonValue.JsonArray list)) {
            throw new JsonException(Flaw.TYPE, "its thumbprints are no array");
        }
        List<Digest> out = new ArrayList<>();
        for (JsonValue item : list.items()) {
            if (!(item instanceof JsonValue.JsonString text)) {
                throw new JsonException(Flaw.TYPE, "a thumbprint is no text");
            }
            try {
                out.add(new Digest(text.text().toLowerCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new JsonException(Flaw.TYPE, "a thumbprint is no SHA-256 in hexadecimal digits");
            }
        }
        return out;
    }

    private static void require(boolean holds, String otherwise) throws JsonException {
        if (!holds) {
            throw new JsonException(Flaw.TYPE, otherwise);
        }
    }

    /**
     * Refuses an envelope with other certificates than the manifest says: whoever chooses signatures by them has chosen
     * another.
     *
     * @throws ImmureException with CHAIN of {@link NotationFault}
     */
    public void requireChain(NotationEnvelope read) {
        List<Digest> found =
                read.certificates().stream().map(Certificate::fingerprint).toList();
        if (!found.equals(thumbprints)) {
            throw NotationFaults.refused(
                    NotationFault.CHAIN,
                    read.digest().toString(),
                    "its certificates are not those that its manifest names",
                    "Attach the signature anew");
        }
    }

    private static ImmureException malformed(String on, String why) {
        return NotationFaults.malformed(NotationFault.MANIFEST, on, why);
    }
}
