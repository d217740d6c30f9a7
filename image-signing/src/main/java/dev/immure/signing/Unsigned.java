package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.image.ResolvedImage;
import dev.immure.signing.check.Check;
import java.util.List;
import java.util.Objects;

/** Nothing that claims to be a signature is attached to the image. */
public record Unsigned(ResolvedImage image, Fault fault, List<Check> checks) implements VerificationResult {
    public Unsigned {
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(fault, "fault is null");
        checks = List.copyOf(checks);
    }
}
