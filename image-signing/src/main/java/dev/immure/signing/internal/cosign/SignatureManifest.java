package dev.immure.signing.internal.cosign;

import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.Limit;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The image manifest under {@code sha256-<hex>.sig}: one layer per signature, the layer's blob being the signed
 * statement and the signature an annotation of the layer. Its configuration says nothing and is not read.
 *
 * @param layers in order; at most {@value CosignFormat#MAX_SIGNATURES}
 */
public record SignatureManifest(List<Descriptor> layers, Map<String, String> annotations) {
    private static final String WHAT = "cannot read signature manifest";
    private static final Limits LIMITS = Limits.DEFAULT
            .with(Limit.MANIFEST_BYTES, CosignFormat.MAX_MANIFEST)
            .with(Limit.LAYERS, CosignFormat.MAX_SIGNATURES);
    /** Go's zero time, which cosign writes into every configuration. */
    private static final String EPOCH = "0001-01-01T00:00:00Z";

    public SignatureManifest {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /**
     * @param on what to call the manifest in a fault
     * @throws ImmureException with MANIFEST or LIMIT
     */
    public static SignatureManifest parse(byte[] json, String on) {
        try {
            ImageManifest manifest = new ManifestReader(LIMITS).manifest(json);
            return new SignatureManifest(manifest.layers(), manifest.annotations());
        } catch (ImmureException e) {
            FaultCode cause = e.fault().code();
            throw CosignFormat.malformed(
                    isLimit(cause) ? SigningFault.LIMIT : SigningFault.MANIFEST,
                    WHAT,
                    on,
                    e.fault().why() + " (" + cause.id() + ")");
        }
    }

    /** The same with one more signature at the end; the same manifest when it is there already. */
    public SignatureManifest with(Descriptor layer) {
        return layers.contains(layer)
                ? this
                : new SignatureManifest(
                        Stream.concat(layers.stream(), Stream.of(layer)).toList(), annotations);
    }

    /** The configuration that goes with it, byte for byte as cosign writes it. */
    public byte[] config() {
        List<String> diffIds =
                layers.stream().map(layer -> layer.digest().toString()).toList();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", "");
        config.put("created", EPOCH);
        config.put(
                "history",
                layers.stream().map(layer -> Map.of("created", EPOCH)).toList());
        config.put("os", "");
        config.put("rootfs", ordered("type", "layers", "diff_ids", diffIds));
        config.put("config", Map.of());
        return JsonText.of(config);
    }

    public byte[] encode() {
        byte[] config = config();
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", CosignFormat.MANIFEST_TYPE);
        manifest.put("config", json(Descriptor.of(CosignFormat.CONFIG_TYPE, Digest.of(config), config.length)));
        manifest.put("layers", layers.stream().map(SignatureManifest::json).toList());
        if (!annotations.isEmpty()) {
            manifest.put("annotations", sorted(annotations));
        }
        return JsonText.of(manifest);
    }

    private static boolean isLimit(FaultCode cause) {
        return cause == ImageFault.TOO_MANY_LAYERS
                || cause == ImageFault.JSON_TOO_LARGE
                || cause == ImageFault.JSON_DEPTH
                || cause == ImageFault.JSON_TOO_MANY_VALUES;
    }

    private static Map<String, Object> json(Descriptor descriptor) {
        Map<String, Object> json = ordered("mediaType", descriptor.mediaType(), "size", descriptor.size());
        json.put("digest", descriptor.digest().toString());
        if (!descriptor.annotations().isEmpty()) {
            json.put("annotations", sorted(descriptor.annotations()));
        }
        return json;
    }

    private static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map); // as Go writes maps
    }

    private static Map<String, Object> ordered(String name, Object value, String name2, Object value2) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(name, value);
        map.put(name2, value2);
        return map;
    }
}
