package dev.immure.core.image;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads manifests, indexes and configurations from their bytes, strictly and within limits. Unknown members are let
 * pass, as image-spec demands; duplicate names, trailing bytes, a byte order mark, deep nesting, and names that differ
 * from known ones by case are not. The media types of a manifest's layers are not checked here (signatures are
 * manifests too): {@link LayerCompression#of} does that.
 */
public final class ManifestReader {
    private static final Set<String> MANIFEST_NAMES = Set.of(
            "schemaVersion",
            "mediaType",
            "config",
            "layers",
            "manifests",
            "annotations",
            "subject",
            "artifactType",
            "fsLayers");
    private static final Set<String> DESCRIPTOR_NAMES =
            Set.of("mediaType", "digest", "size", "annotations", "platform", "artifactType", "urls");
    private static final Set<String> PLATFORM_NAMES = Set.of("os", "architecture");
    private static final int MAX_MEDIA_TYPE = 255;

    private final Limits limits;

    public ManifestReader(Limits limits) {
        this.limits = limits;
    }

    /**
     * An image manifest, OCI or Docker schema 2.
     *
     * @throws dev.immure.core.ImmureException with the flaw: {@link ImageFault#AMBIGUOUS_MANIFEST},
     *     {@link ImageFault#SCHEMA_1}, {@link ImageFault#MEDIA_TYPE}, {@link ImageFault#DIGEST} and the JSON faults
     */
    public ImageManifest manifest(byte[] bytes) {
        Digest digest = Digest.of(bytes);
        return JsonFaults.read("cannot read the manifest", digest, () -> {
            JsonObject json = document(bytes, digest);
            refuse(json.has("manifests"), digest, "it has both \"layers\" and \"manifests\", or is an index");
            String type = mediaType(json, MediaTypes.OCI_MANIFEST, digest);
            if (!MediaTypes.isManifest(type)) {
                throw ImageFault.MEDIA_TYPE.at("cannot read the manifest", digest, "its media type is " + type);
            }
            if (!json.has("layers")) {
                throw ImageFault.JSON_MISSING.at("cannot read the manifest", digest, "\"layers\" is missing");
            }
            List<JsonObject> layers = json.objects("layers");
            limits.check(Limit.LAYERS, layers.size(), "cannot read the manifest", digest);
            Optional<String> artifactType = json.string("artifactType");
            artifactType.ifPresent(given -> checked(given, digest));
            if (artifactType.isEmpty()
                    && json.requireObject("config").requireString("mediaType").equals(MediaTypes.OCI_EMPTY)) {
                // image-spec, manifest.md: "This MUST be set when config.mediaType is set to the empty value."
                throw ImageFault.JSON_MISSING.at(
                        "cannot read the manifest",
                        digest,
                        "its configuration is empty and \"artifactType\" is missing");
            }
            Optional<Descriptor> subject =
                    json.has("subject") ? Optional.of(descriptor(json.requireObject("subject"))) : Optional.empty();
            return new ImageManifest(
                    digest,
                    bytes.length,
                    type,
                    descriptor(json.requireObject("config")),
                    layers(layers),
                    json.stringMap("annotations"),
                    subject,
                    artifactType);
        });
    }

    /**
     * What a document that nothing describes is, by its own word: a manifest or an index. Whether it is a valid one tells
     * whoever reads it as that.
     */
    public Descriptor describe(byte[] bytes) {
        Digest digest = Digest.of(bytes);
        return JsonFaults.read("cannot read the document", digest, () -> {
            JsonObject json = document(bytes, digest);
            // image-spec: without the member, the shape of the document tells.
            String shape = json.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
            return Descriptor.of(mediaType(json, shape, digest), digest, bytes.length);
        });
    }

    /** The entries of an image index or Docker manifest list, in order. Nested indexes are entries like others. */
    public List<Descriptor> index(byte[] bytes) {
        Digest digest = Digest.of(bytes);
        return JsonFaults.read("cannot read the index", digest, () -> {
            JsonObject json = document(bytes, digest);
            refuse(json.has("layers") || json.has("config"), digest, "it is both an index and a manifest");
            String type = mediaType(json, MediaTypes.OCI_INDEX, digest);
            if (!MediaTypes.isIndex(type)) {
                throw ImageFault.MEDIA_TYPE.at("cannot read the index", digest, "its media type is " + type);
            }
            if (!json.has("manifests")) {
                throw ImageFault.JSON_MISSING.at("cannot read the index", digest, "\"manifests\" is missing");
            }
            List<JsonObject> entries = json.objects("manifests");
            limits.check(Limit.MANIFESTS, entries.size(), "cannot read the index", digest);
            List<Descriptor> out = new ArrayList<>();
            for (JsonObject entry : entries) {
                out.add(descriptor(entry));
            }
            return List.copyOf(out);
        });
    }

    /**
     * An image configuration.
     *
     * @throws dev.immure.core.ImmureException {@link ImageFault#CONFIG_VALUE} and the JSON faults
     */
    public ImageConfig config(byte[] bytes) {
        Digest digest = Digest.of(bytes);
        JsonLimits bounds = limits.json(Limit.CONFIG_BYTES);
        return JsonFaults.read(
                "cannot read the image configuration",
                digest,
                () -> new ConfigReader(digest, limits).read(StrictJson.parseObject(bytes, bounds)));
    }

    private JsonObject document(byte[] bytes, Digest digest) throws JsonException {
        JsonObject json = StrictJson.parseObject(bytes, limits.json(Limit.MANIFEST_BYTES));
        json.refuseCaseVariantsOf(MANIFEST_NAMES);
        long schema = json.requireLong("schemaVersion");
        if (schema == 1 || json.has("fsLayers")) {
            throw ImageFault.SCHEMA_1.at(
                    "cannot read the manifest", digest, "Docker's schema 1 names layers by what they claim, unchecked");
        }
        if (schema != 2) {
            throw ImageFault.MEDIA_TYPE.at("cannot read the manifest", digest, "schemaVersion is " + schema);
        }
        return json;
    }

    private static void refuse(boolean ambiguous, Digest digest, String why) {
        if (ambiguous) {
            // CVE-2021-41190: one document, a manifest to one reader and an index to the other.
            throw ImageFault.AMBIGUOUS_MANIFEST.at("cannot read the document", digest, why);
        }
    }

    /** image-spec: the member "SHOULD be used"; absent, the shape of the document tells. */
    private static String mediaType(JsonObject json, String whenAbsent, Digest digest) throws JsonException {
        return checked(json.string("mediaType").orElse(whenAbsent), digest);
    }

    private List<Descriptor> layers(List<JsonObject> layers) throws JsonException {
        List<Descriptor> out = new ArrayList<>();
        for (JsonObject layer : layers) {
            Descriptor descriptor = descriptor(layer);
            if (!layer.strings("urls").isEmpty()) {
                throw ImageFault.FOREIGN_LAYER.at(
                        "cannot use the layer", descriptor.digest(), "it is to be fetched from elsewhere (\"urls\")");
            }
            out.add(descriptor);
        }
        return out;
    }

    private static Descriptor descriptor(JsonObject json) throws JsonException {
        json.refuseCaseVariantsOf(DESCRIPTOR_NAMES);
        Digest digest = digest(json.requireString("digest"));
        long size = json.requireLong("size");
        if (size < 0) {
            throw ImageFault.DESCRIPTOR.at("cannot use the descriptor of", digest, "its size is " + size);
        }
        return new Descriptor(
                checked(json.requireString("mediaType"), digest),
                digest,
                size,
                json.stringMap("annotations"),
                platform(json.object("platform")),
                json.string("artifactType"));
    }

    /** Strings that end up in file names go through here and nowhere else (CVE-2024-3727). */
    static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw ImageFault.DIGEST.at("cannot use the digest", '"' + text + '"', String.valueOf(e.getMessage()));
        }
    }

    private static String checked(String mediaType, Digest digest) {
        boolean printable = mediaType.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (mediaType.isEmpty() || mediaType.length() > MAX_MEDIA_TYPE || !printable) {
            throw ImageFault.DESCRIPTOR.at("cannot use the descriptor of", digest, "its media type is not one");
        }
        return mediaType;
    }

    private static Optional<Platform> platform(Optional<JsonObject> json) throws JsonException {
        if (json.isEmpty()) {
            return Optional.empty();
        }
        json.get().refuseCaseVariantsOf(PLATFORM_NAMES);
        return Optional.of(
                new Platform(json.get().requireString("os"), json.get().requireString("architecture")));
    }
}
