package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.image.ResolvedImage;
import dev.immure.signing.check.Check;
import java.util.List;
import java.util.Objects;

/**
 * Signatures are attached, and they are not enough.
 *
 * @param fault the one reason to show: of the signature that came furthest, or of the whole
 * @param rejected each signature that failed, with the check it failed
 */
public record VerificationFailure(
        ResolvedImage image, Fault fault, List<RejectedSignature> rejected, List<Check> checks)
        implements VerificationResult {
    public VerificationFailure {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(fault, "fault is null");
        rejected = List.copyOf(rejected);
        checks = List.copyOf(checks);
    }
}
