package dev.immure.signing.internal.notation;

import java.util.Optional;
import java.util.stream.Stream;

/** Whose word the time of signing is (signing-scheme.md of the Notary Project). */
public enum SigningScheme {
    /** The signer's, which counts for nothing; a time stamp may say better. */
    X509("notary.x509", Attributes.SIGNING_TIME, Attributes.AUTHENTIC_SIGNING_TIME),
    /** A signing authority's, which is trusted for it. */
    SIGNING_AUTHORITY("notary.x509.signingAuthority", Attributes.AUTHENTIC_SIGNING_TIME, Attributes.SIGNING_TIME);

    private final String label;
    private final String time;
    private final String otherTime;

    SigningScheme(String label, String time, String otherTime) {
        this.label = label;
        this.time = time;
        this.otherTime = otherTime;
    }

    static Optional<SigningScheme> of(String label) {
        return Stream.of(values()).filter(scheme -> scheme.label.equals(label)).findFirst();
    }

    /** The attribute that tells the time of signing. */
    String timeAttribute() {
        return time;
    }

    /** The attribute of the other scheme, which must not stand beside it. */
    String foreignTimeAttribute() {
        return otherTime;
    }

    /** As the envelope has it. */
    public String label() {
        return label;
    }
}
