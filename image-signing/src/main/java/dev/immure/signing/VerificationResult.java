package dev.immure.signing;

import dev.immure.core.image.ResolvedImage;
import dev.immure.signing.check.Check;
import java.util.List;

/** What became of an image's signatures. Only {@link VerifiedImage} is a yes. */
public sealed interface VerificationResult permits VerifiedImage, Unsigned, VerificationFailure {
    ResolvedImage image();

    /** What was checked, in order, the failed ones included; for `immure verify` and the receipt. */
    List<Check> checks();
}
