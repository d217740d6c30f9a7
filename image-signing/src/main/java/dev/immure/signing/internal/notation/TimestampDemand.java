package dev.immure.signing.internal.notation;

import java.util.Optional;
import java.util.stream.Stream;

/** When a time stamp is looked at, where an authority for time stamps is trusted at all. */
public enum TimestampDemand {
    /** Each signature must have one. */
    ALWAYS("always"),
    /** Only where a certificate of the signer's chain has expired since. */
    AFTER_CERT_EXPIRY("after-cert-expiry");

    private final String label;

    TimestampDemand(String label) {
        this.label = label;
    }

    /** By its name in a trust file. */
    public static Optional<TimestampDemand> of(String label) {
        return Stream.of(values()).filter(demand -> demand.label.equals(label)).findFirst();
    }

    public String label() {
        return label;
    }
}
