package dev.immure.policy;

import dev.immure.core.image.Digest;
import java.util.List;
import java.util.Map;

/**
 * The image, after its digests and signatures have been checked. One per decision. In rules {@code digest} is the text of
 * {@code manifest}, and {@code registry} the host of {@code name}.
 *
 * @param reference as the user named it, such as {@code docker://registry.example/team/app:1.2}
 * @param name the part of the reference that signatures are made for, without tag and digest
 * @param manifest digest of the image manifest that would be launched
 * @param labels {@code Config.Labels} of the image: said by its author, signed if the image is
 * @param user {@code Config.User}; empty for root
 * @param entrypoint {@code Config.Entrypoint}
 * @param created RFC 3339, as the image says; empty when it does not
 * @param layers number of layers
 * @param sizeBytes compressed size of all layers, in bytes
 * @param platform such as {@code linux/amd64}
 * @param verification {@value #VERIFIED} when a trusted signature was found for this manifest, {@value #UNSIGNED} when
 *     none was
 */
public record ImageFacts(
        String reference,
        String name,
        Digest manifest,
        Map<String, String> labels,
        String user,
        List<String> entrypoint,
        String created,
        long layers,
        long sizeBytes,
        String platform,
        String verification) {
    public static final String VERIFIED = "verified";
    public static final String UNSIGNED = "unsigned";

    public ImageFacts {
        FactBounds.text("the image's reference", reference);
        FactBounds.text("the image's name", name);
        labels = FactBounds.map("the image's labels", labels);
        FactBounds.text("the image's user", user);
        entrypoint = FactBounds.texts("the image's entrypoint", entrypoint);
        FactBounds.text("the image's date", created);
        FactBounds.count("the image's number of layers", layers);
        FactBounds.count("the image's size", sizeBytes);
        FactBounds.text("the image's platform", platform);
        FactBounds.oneOf("the image's verification", verification, List.of(VERIFIED, UNSIGNED));
    }

    /** The host of the name, with its port if it has one; empty for a name without a host. */
    public String registry() {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        // The rule of distribution's reference grammar: else it is the first part of a path.
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : "";
    }

    /** {@code sha256:…} of the manifest. */
    public String digest() {
        return manifest.toString();
    }
}
