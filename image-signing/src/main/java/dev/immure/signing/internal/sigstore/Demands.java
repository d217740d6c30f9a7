package dev.immure.signing.internal.sigstore;

import dev.immure.signing.internal.sigstore.fulcio.SctDemand;
import dev.immure.signing.internal.sigstore.rekor.LogDemand;

/**
 * What evidence must come with a signature. Said by whoever verifies, never by the bundle.
 *
 * @param distinctLogs how many logs must hold the signature: two entries of one log are one
 */
public record Demands(LogDemand log, int distinctLogs, SctDemand certificateLog) {
    /** For certificates of an instance that runs logs, such as the public one. */
    public static final Demands KEYLESS = new Demands(LogDemand.PROMISE_OR_PROOF, 1, SctDemand.REQUIRED);
    /** For keys: a key is trusted by itself, so a log is a help and no condition. */
    public static final Demands KEY = new Demands(LogDemand.NONE, 0, SctDemand.NONE);

    public Demands {
        if (distinctLogs < 0 || (log == LogDemand.NONE) != (distinctLogs == 0)) {
            throw new IllegalArgumentException("either no log is asked for, or one at least");
        }
    }
}
