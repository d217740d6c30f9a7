package dev.immure.signing.internal.sigstore;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.fulcio.CertificateIdentity;
import dev.immure.signing.internal.sigstore.fulcio.SctVerifier;
import dev.immure.signing.internal.sigstore.root.CertificateAuthority;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateChain;
import dev.immure.signing.internal.x509.LeafPurpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the certificate of a signature: who issued it, that it counted then, that a log saw it, and for whom it is. */
final class KeylessCheck {
    private static final String WHAT = "cannot accept certificate";

    private final SigstoreTrust.Keyless trust;
    private final VerificationMoment moment;
    private final CheckLog checks;

    KeylessCheck(SigstoreTrust.Keyless trust, VerificationMoment moment, CheckLog checks) {
        this.trust = trust;
        this.moment = moment;
        this.checks = checks;
    }

    /**
     * @param times when it was signed, by those who are trusted
     * @param claimed when it was signed, by nobody's word; must be no contradiction
     */
    Accepted.Certified run(Certificate leaf, List<TrustedTime> times, List<Instant> claimed) {
        String on = leaf.fingerprint().toString();
        List<TrustedTime> when = checks.step("trusted-time", on, "timestamps and promises", () -> trusted(times, on));
        List<CertificateChain> chains = new ArrayList<>();
        for (TrustedTime time : when) {
            chains.add(checks.step("certificate-chain", on, "trusted root", time, () -> chain(leaf, time.at())));
        }
        for (Instant time : claimed) {
            checks.step("claimed-time", time.toString(), on, () -> requireValid(leaf, time, on));
        }
        Certificate issuer = chains.getLast().issuerOf(leaf);
        TrustedRoot root = trust.root();
        Set<Digest> seenBy =
                new SctVerifier(root.certificateLogs(), trust.demands().certificateLog(), checks).verify(leaf, issuer);
        CertificateIdentity identity =
                checks.step("certificate-identity", on, "Fulcio", () -> CertificateIdentity.of(leaf));
        checks.step(
                "identity",
                identity.subject(),
                trust.identity().subject().toString(),
                () -> trust.identity().require(identity));
        List<Certificate> vouching = chains.stream()
                .flatMap(chain -> chain.certificates().stream())
                .distinct()
                .toList();
        return new Accepted.Certified(leaf.key().fingerprint(), leaf.fingerprint(), identity, vouching, seenBy);
    }

    /** A certificate lives for minutes: the clock at verification says nothing about it, but whoever verifies may. */
    private List<TrustedTime> trusted(List<TrustedTime> times, String on) {
        if (!times.isEmpty()) {
            return times;
        }
        if (moment.given().isEmpty()) {
            throw BundleFaults.refused(
                    SigstoreFault.NO_TIME, WHAT, on, "no timestamp and no promise of a log says when it was used");
        }
        return List.of(moment.asTime());
    }

    private CertificateChain chain(Certificate leaf, Instant at) {
        Optional<ImmureException> best = Optional.empty();
        for (CertificateAuthority authority : trust.root().authorities()) {
            if (authority.validity().covers(at)) {
                try {
                    return CertificateChain.find(
                            leaf, authority.intermediates(), List.of(authority.root()), at, LeafPurpose.CODE_SIGNING);
                } catch (ImmureException e) {
                    // Of several authorities the one that issued it has the reason; to the others it is a stranger.
                    boolean stranger = e.fault().code() == CertificateFault.UNTRUSTED;
                    best = best.isEmpty() || !stranger ? Optional.of(e) : best;
                }
            }
        }
        throw best.orElseGet(() -> BundleFaults.refused(
                SigstoreFault.CERTIFICATE,
                WHAT,
                leaf.fingerprint().toString(),
                "no certificate authority of the trusted root counts at " + at));
    }

    private static Instant requireValid(Certificate leaf, Instant time, String on) {
        if (time.isBefore(leaf.notBefore()) || !time.isBefore(leaf.notAfter().plusSeconds(1))) {
            throw BundleFaults.refused(
                    SigstoreFault.TIME, WHAT, on, "a log entry of " + time + " is outside of the time it is valid");
        }
        return time;
    }
}
