package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.core.image.ResolvedImage;
import dev.immure.signing.attestation.VerifiedAttestation;
import dev.immure.signing.check.Check;
import java.util.List;
import java.util.Objects;

/** An image that enough trusted keys have signed under its name. Only {@link ImageVerifier} makes one. */
public final class VerifiedImage implements VerificationResult {
    private final ResolvedImage image;
    private final String name;
    private final List<VerifiedSigner> signers;
    private final List<VerifiedAttestation> attestations;
    private final List<RejectedSignature> rejected;
    private final List<Check> checks;

    VerifiedImage(
            ResolvedImage image,
            String name,
            List<VerifiedSigner> signers,
            List<VerifiedAttestation> attestations,
            List<RejectedSignature> rejected,
            List<Check> checks) {
        this.image = Objects.requireNonNull(image, "image is null");
        this.name = Objects.requireNonNull(name, "name is null");
        this.signers = List.copyOf(signers);
        this.attestations = List.copyOf(attestations);
        this.rejected = List.copyOf(rejected);
        this.checks = List.copyOf(checks);
        if (signers.isEmpty()) {
            throw new IllegalArgumentException("a verified image has a signer");
        }
    }

    @Override
    public ResolvedImage image() {
        return image;
    }

    public Digest digest() {
        return image.digest();
    }

    /**
     * The signed repository name: from here on the name of the image, whatever the source called it. Empty when neither
     * the source nor a signature names it, which only a rule for all names lets pass.
     */
    public String name() {
        return name;
    }

    /** What the rule asked to be attested, and is; other attestations are not here. */
    public List<VerifiedAttestation> attestations() {
        return attestations;
    }

    /** Distinct signers, at least as many as the rule demands and never none. */
    public List<VerifiedSigner> signers() {
        return signers;
    }

    /** Attached signatures that did not count. They do no harm: anyone may attach some. */
    public List<RejectedSignature> rejected() {
        return rejected;
    }

    @Override
    public List<Check> checks() {
        return checks;
    }
}
