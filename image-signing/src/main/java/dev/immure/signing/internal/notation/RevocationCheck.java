package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.internal.timestamp.Timestamp;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateChain;
import dev.immure.signing.internal.x509.RevocationLists;
import dev.immure.signing.internal.x509.RevocationState;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the lists that were given whether a certificate of the signer's chain, or of the timestamp authority's, was revoked
 * before it was used. A root is not asked about: it would be its own judge.
 */
final class RevocationCheck {
    private final RevocationLists lists;
    private final TrustedTime now;
    private final LeveledChecks checks;

    RevocationCheck(RevocationLists lists, TrustedTime now, LeveledChecks checks) {
        this.lists = lists;
        this.now = now;
        this.checks = checks;
    }

    void run(CertificateChain signer, SigningTime time) {
        run(signer, time.vouched());
        time.stamp().map(Timestamp::authority).ifPresent(authority -> run(authority, Optional.empty()));
    }

    /** @param used when the chain was used at the latest; empty when nobody vouches for it */
    private void run(CertificateChain chain, Optional<Instant> used) {
        for (Certificate certificate : chain.certificates()) {
            Certificate issuer = chain.issuerOf(certificate);
            if (!issuer.equals(certificate)) {
                checks.step(
                        Validation.REVOCATION,
                        "revocation",
                        certificate.name(),
                        issuer.name(),
                        () -> require(certificate, issuer, used));
            }
        }
    }

    private RevocationState require(Certificate certificate, Certificate issuer, Optional<Instant> used) {
        RevocationState state = lists.stateOf(certificate, issuer, now.at());
        switch (state) {
            case RevocationState.Good good -> {}
            case RevocationState.NotRevocable never -> {}
            case RevocationState.Unknown unknown ->
                throw refused(
                        CertificateFault.REVOCATION_UNKNOWN,
                        certificate,
                        unknown.why(),
                        "Give a current list of its issuer under crl, or say what is to be done: override: { revocation: log }");
            case RevocationState.Revoked revoked -> {
                // What was signed before the key was lost is still the signer's, if somebody else vouches for when.
                if (used.filter(moment -> moment.isBefore(revoked.since())).isEmpty()) {
                    throw refused(
                            CertificateFault.REVOKED,
                            certificate,
                            "its issuer revoked it as of " + revoked.since()
                                    + used.map(moment -> ", and it was used at " + moment)
                                            .orElse(", and nobody vouches that it was used before"),
                            "Have the image signed anew with another certificate");
                }
            }
        }
        return state;
    }

    private static ImmureException refused(CertificateFault code, Certificate certificate, String why, String remedy) {
        return NotationFaults.refused(code, certificate.name(), why, remedy);
    }
}
