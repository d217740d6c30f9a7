package dev.immure.signing;

import dev.immure.core.image.ImageSource;

/**
 * Decides whether an image is signed by those whose signature counts for its name. Knows cosign's format with keys.
 * Offline: looks at nothing but the source and the policy.
 */
public final class ImageVerifier {
    private ImageVerifier() {}

    /**
     * Verifies the signatures attached to the image that the source was opened for. Bad input is a
     * {@link VerificationFailure}, never an exception.
     *
     * @throws dev.immure.core.ImmureException when the host fails: a file cannot be read
     */
    public static VerificationResult verify(ImageSource source, TrustPolicy policy) {
        return verify(source, policy, VerificationTime.now());
    }

    /** The same for another moment. */
    public static VerificationResult verify(ImageSource source, TrustPolicy policy, VerificationTime time) {
        return new Verification(source, policy, time).run();
    }
}
