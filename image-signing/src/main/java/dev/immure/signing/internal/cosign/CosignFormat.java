package dev.immure.signing.internal.cosign;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.SigningFault;

/**
 * Names and limits of cosign's signature format (sigstore/cosign, specs/SIGNATURE_SPEC.md; pkg/oci/static/signature.go
 * for the names that real images carry).
 */
public final class CosignFormat {
    public static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    /** What cosign writes with COSIGN_DOCKER_MEDIA_TYPES=1. */
    public static final String DOCKER_MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";

    public static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    public static final String PAYLOAD_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
    /** What lies under {@code .att}. */
    public static final String ENVELOPE_TYPE = "application/vnd.dsse.envelope.v1+json";

    /** Empty beside an envelope, which holds its own signature. */
    public static final String SIGNATURE_ANNOTATION = "dev.cosignproject.cosign/signature";

    /** The type of what an envelope says; nobody vouches for this copy. */
    public static final String PREDICATE_ANNOTATION = "predicateType";

    /** Bytes. A manifest of 100 signatures with certificates and log entries stays below. */
    public static final int MAX_MANIFEST = 1 << 20;
    /** Bytes. cosign writes fewer than 400. */
    public static final int MAX_PAYLOAD = 64 << 10;
    /** Bytes once decoded. RSA-8192 takes 1,024. */
    public static final int MAX_SIGNATURE = 4 << 10;

    public static final int MAX_SIGNATURES = 100;

    private CosignFormat() {}

    /** The tag beside the image under which cosign attaches signatures: {@code sha256-<hex>.sig}. */
    public static String tag(Digest image) {
        return "sha256-" + image.hex() + ".sig";
    }

    /** The same for attestations: {@code sha256-<hex>.att}. */
    public static String attestationTag(Digest image) {
        return "sha256-" + image.hex() + ".att";
    }

    public static boolean isManifestType(String mediaType) {
        return mediaType.equals(MANIFEST_TYPE) || mediaType.equals(DOCKER_MANIFEST_TYPE);
    }

    static ImmureException malformed(SigningFault code, String what, String on, String why) {
        return new ImmureException(new Fault(code, what, on, why, "Sign the image again, or remove what is attached"));
    }
}
