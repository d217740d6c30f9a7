package dev.immure.signing.internal.notation;

import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.timestamp.Timestamp;
import dev.immure.signing.internal.timestamp.TimestampToken;
import dev.immure.signing.internal.x509.CertificateChain;
import java.util.List;
import java.util.Optional;

/**
 * Finds out when a signature was made, and that the signer's chain was valid then (trust-store-trust-policy.md,
 * "Validate Trusted Timestamp").
 */
final class SigningTimeCheck {
    private final NotationTrust trust;
    private final TrustedTime now;
    private final LeveledChecks checks;

    SigningTimeCheck(NotationTrust trust, TrustedTime now, LeveledChecks checks) {
        this.trust = trust;
        this.now = now;
        this.checks = checks;
    }

    SigningTime run(NotationEnvelope envelope, CertificateChain chain) {
        SigningTime time = switch (envelope.scheme()) {
            case SIGNING_AUTHORITY -> authority(envelope);
            case X509 -> stamped(envelope, chain);
        };
        checks.step(
                Validation.AUTHENTIC_TIMESTAMP,
                "certificate-validity",
                chain.leaf().name(),
                time.time().toString(),
                () -> requireValid(chain, time));
        return time;
    }

    /** The whole range in which the stamp puts the moment. */
    private static CertificateChain requireValid(CertificateChain chain, SigningTime time) {
        chain.requireValid(
                time.stamp().map(Timestamp::earliest).orElse(time.time().at()));
        chain.requireValid(time.vouched().orElse(time.time().at()));
        return chain;
    }

    private static SigningTime authority(NotationEnvelope envelope) {
        return new SigningTime(
                new TrustedTime(envelope.signingTime(), TrustedTime.Source.SIGNING_AUTHORITY),
                Optional.of(envelope.signingTime()),
                Optional.empty());
    }

    private SigningTime stamped(NotationEnvelope envelope, CertificateChain chain) {
        String on = envelope.digest().toString();
        if (trust.tsa().isEmpty()) {
            checks.note("timestamp", on, "no timestamp authority", "not looked at: no timestamp authority is trusted");
            return SigningTime.unknown(now);
        }
        if (trust.timestamps() == TimestampDemand.AFTER_CERT_EXPIRY && !hasExpired(chain)) {
            checks.note("timestamp", on, "certificate validity", "not looked at: no certificate has expired");
            return SigningTime.unknown(now);
        }
        return checks.step(
                        Validation.AUTHENTIC_TIMESTAMP,
                        "timestamp",
                        on,
                        trust.tsa().size() + " timestamp authorities",
                        () -> verify(envelope, on))
                .map(stamp -> new SigningTime(
                        new TrustedTime(stamp.at(), TrustedTime.Source.TIMESTAMP_AUTHORITY),
                        Optional.of(stamp.latest()),
                        Optional.of(stamp)))
                .orElseGet(() -> SigningTime.unknown(now));
    }

    private boolean hasExpired(CertificateChain chain) {
        return chain.certificates().stream()
                .anyMatch(
                        certificate -> !now.at().isBefore(certificate.notAfter().plusSeconds(1)));
    }

    /** The stamp is over the signature's bytes, which no one but the signer could have made before. */
    private Timestamp verify(NotationEnvelope envelope, String on) {
        byte[] token = envelope.timestamp()
                .orElseThrow(() -> NotationFaults.refused(
                        NotationFault.NO_TIMESTAMP,
                        on,
                        "it has no time stamp",
                        "Sign with a time stamp: notation sign --timestamp-url"));
        return TimestampToken.parse(token, "time stamp of " + on).verify(envelope.signature(), List.of(), trust.tsa());
    }
}
