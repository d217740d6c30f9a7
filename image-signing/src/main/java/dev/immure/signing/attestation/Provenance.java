package dev.immure.signing.attestation;

import java.util.List;
import java.util.Map;

/**
 * How an artifact was built (SLSA provenance 0.2 and 1), as the builder says.
 *
 * @param builder URI of who built it
 * @param buildType URI of how it was built; tells what the parameters mean
 * @param sourceUri where the source came from: {@code git+https://host/repo@refs/heads/main}; empty when it is not said,
 *     or when several sources are
 * @param sourceDigests of that source, as {@code sha1:…} or {@code gitCommit:…}
 * @param materials all that went in, at most {@value #MAX_MATERIALS}
 * @param parameters what the caller of the build had a say in: values by their path, {@code workflow.ref}; at most
 *     {@value #MAX_PARAMETERS}
 */
public record Provenance(
        String builder,
        String buildType,
        String sourceUri,
        List<String> sourceDigests,
        List<Material> materials,
        Map<String, String> parameters)
        implements Predicate {
    public static final int MAX_MATERIALS = 1000;
    public static final int MAX_PARAMETERS = 1000;

    public Provenance {
        sourceDigests = List.copyOf(sourceDigests);
        materials = List.copyOf(materials);
        parameters = Map.copyOf(parameters);
    }

    /**
     * Something that went into a build.
     *
     * @param digests as {@code sha256:…}
     */
    public record Material(String uri, List<String> digests) {
        public Material {
            digests = List.copyOf(digests);
        }
    }
}
