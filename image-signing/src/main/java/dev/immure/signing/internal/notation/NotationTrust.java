package dev.immure.signing.internal.notation;

import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.RevocationLists;
import java.util.List;
import java.util.Objects;

/**
 * Whom one authority of a trust file is, by Notation's rules.
 *
 * @param ca trusted for the scheme {@code notary.x509}
 * @param signingAuthority trusted for the scheme {@code notary.x509.signingAuthority}, the time of signing included
 * @param tsa trusted to stamp times; none means that no time stamp is looked at
 */
public record NotationTrust(
        List<Certificate> ca,
        List<Certificate> signingAuthority,
        List<Certificate> tsa,
        TrustedIdentities identities,
        VerificationLevel level,
        TimestampDemand timestamps,
        RevocationLists revocation) {
    public NotationTrust {
        ca = List.copyOf(ca);
        signingAuthority = List.copyOf(signingAuthority);
        tsa = List.copyOf(tsa);
        Objects.requireNonNull(identities, "identities is null");
        Objects.requireNonNull(level, "level is null");
        Objects.requireNonNull(timestamps, "timestamps is null");
        Objects.requireNonNull(revocation, "revocation is null");
        if (ca.isEmpty() && signingAuthority.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate to trust");
        }
    }

    /** The certificates that are trusted for signatures of a scheme. */
    List<Certificate> anchors(SigningScheme scheme) {
        return switch (scheme) {
            case X509 -> ca;
            case SIGNING_AUTHORITY -> signingAuthority;
        };
    }
}
