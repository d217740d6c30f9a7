package dev.immure.policy;

import java.util.List;
import java.util.Map;

/**
 * A statement about the image by somebody whom the trust policy accepts for statements of this type. Up to 64 per
 * decision. The fields of provenance are empty for statements of other types.
 *
 * @param type URI of what is stated, such as {@code https://slsa.dev/provenance/v1}
 * @param signers names that the trust policy gives those who stand behind it
 * @param content {@code slsa-0.2}, {@code slsa-1}, {@code spdx-2.3}, {@code cyclonedx-1.6}, {@code openvex},
 *     {@code trivy}, {@code grype}; {@value #UNKNOWN} when no fact but this one comes of it
 * @param builder URI of who built the image
 * @param buildType URI of how; tells what the parameters mean
 * @param sourceUri such as {@code git+https://host/repo@refs/heads/main}; empty when there is not exactly one source
 * @param sourceDigests of that source, such as {@code gitCommit:…} or {@code sha1:…}
 * @param materials URIs of all that went into the build
 * @param materialDigests of all of them, such as {@code sha256:…}
 * @param parameters what the caller of the build had a say in, by path: {@code workflow.ref}
 */
public record AttestationFacts(
        String type,
        List<String> signers,
        String content,
        String builder,
        String buildType,
        String sourceUri,
        List<String> sourceDigests,
        List<String> materials,
        List<String> materialDigests,
        Map<String, String> parameters) {
    public static final String UNKNOWN = "unknown";

    public AttestationFacts {
        FactBounds.text("an attestation's type", type);
        signers = FactBounds.texts("an attestation's signers", signers);
        FactBounds.text("an attestation's content", content);
        FactBounds.text("an attestation's builder", builder);
        FactBounds.text("an attestation's build type", buildType);
        FactBounds.text("an attestation's source", sourceUri);
        sourceDigests = FactBounds.texts("the digests of an attestation's source", sourceDigests);
        materials = FactBounds.texts("an attestation's materials", materials);
        materialDigests = FactBounds.texts("the digests of an attestation's materials", materialDigests);
        parameters = FactBounds.map("an attestation's parameters", parameters);
    }

    /** One that is no provenance. */
    public AttestationFacts(String type, List<String> signers, String content) {
        this(type, signers, content, "", "", "", List.of(), List.of(), List.of(), Map.of());
    }
}
