package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateChain;
import java.time.Instant;
import java.util.List;

/**
 * Verifies a signature of Notation in the steps of trust-store-trust-policy.md: integrity, always; then authenticity,
 * expiry, time and revocation, as the level says. Pure: all that it needs is given, and nothing is fetched.
 */
public final class NotationVerifier {
    private final NotationTrust trust;
    private final TrustedTime now;
    private final CheckLog checks;
    private final LeveledChecks leveled;

    private NotationVerifier(NotationTrust trust, TrustedTime now, CheckLog checks) {
        this.trust = trust;
        this.now = now;
        this.checks = checks;
        this.leveled = new LeveledChecks(trust.level(), checks);
    }

    /**
     * Verifies that somebody who is trusted has signed an artifact.
     *
     * @param envelope as it was read
     * @param artifact what the signature must be about: media type, digest and size of the image's manifest or index
     * @param now the moment that was given, or that the clock says
     * @throws ImmureException with the fault of the first check that is enforced and fails
     */
    public static NotationAccepted verify(
            NotationEnvelope envelope, Descriptor artifact, NotationTrust trust, TrustedTime now, CheckLog checks) {
        return new NotationVerifier(trust, now, checks).verify(envelope, artifact);
    }

    private NotationAccepted verify(NotationEnvelope envelope, Descriptor artifact) {
        String on = envelope.digest().toString();
        CertificateChain chain = integrity(envelope, on);
        checks.step("signed-artifact", on, artifact.digest().toString(), () -> requireSame(envelope, artifact, on));
        Certificate signer = chain.leaf();
        leveled.step(
                Validation.AUTHENTICITY,
                "certificate-trust",
                signer.name(),
                anchors(envelope),
                () -> requireAnchor(chain, trust.anchors(envelope.scheme())));
        leveled.step(
                Validation.AUTHENTICITY,
                "trusted-identity",
                signer.name(),
                trust.identities().toString(),
                () -> requireIdentity(signer, on));
        leveled.step(Validation.EXPIRY, "expiry", on, now.toString(), () -> requireNotExpired(envelope, on));
        SigningTime time = new SigningTimeCheck(trust, now, leveled).run(envelope, chain);
        new RevocationCheck(trust.revocation(), now, leveled).run(chain, time);
        return new NotationAccepted(
                chain.certificates(),
                time.stamp().map(stamp -> stamp.authority().certificates()).orElse(List.of()),
                envelope.target(),
                envelope.algorithm(),
                envelope.scheme(),
                time.time(),
                leveled.failed());
    }

    /** Chain and signature, before anything that is signed is relied upon. */
    private CertificateChain integrity(NotationEnvelope envelope, String on) {
        CertificateChain chain = checks.step(
                "certificate-chain",
                on,
                "requirements of the Notary Project",
                () -> SignerRules.chain(envelope.certificates()));
        checks.step(
                "signature-algorithm",
                envelope.algorithm().toString(),
                chain.leaf().name(),
                () -> SignerRules.requireAlgorithm(envelope.algorithm(), chain.leaf(), on));
        checks.step("signature", on, chain.leaf().name(), () -> requireSigned(envelope, chain.leaf(), on));
        return chain;
    }

    private String anchors(NotationEnvelope envelope) {
        return trust.anchors(envelope.scheme()).size() + " certificates for "
                + envelope.scheme().label();
    }

    private static SignatureAlgorithm requireSigned(NotationEnvelope envelope, Certificate signer, String on) {
        if (!signer.key().verifyJose(envelope.algorithm(), envelope.signedBytes(), envelope.signature())) {
            throw NotationFaults.refused(
                    NotationFault.SIGNATURE,
                    on,
                    "it is not signed by " + signer.name(),
                    "It is forged or damaged: have the image signed anew");
        }
        return envelope.algorithm();
    }

    private static Descriptor requireSame(NotationEnvelope envelope, Descriptor artifact, String on) {
        Descriptor target = envelope.target();
        if (!target.digest().equals(artifact.digest())
                || target.size() != artifact.size()
                || !target.mediaType().equals(artifact.mediaType())) {
            throw NotationFaults.refused(
                    NotationFault.WRONG_ARTIFACT,
                    on,
                    "it is about " + text(target) + ", and the image is " + text(artifact),
                    "Have this very image signed");
        }
        return target;
    }

    private static String text(Descriptor descriptor) {
        return descriptor.digest() + " (" + descriptor.size() + " bytes, " + descriptor.mediaType() + ")";
    }

    private static Certificate requireAnchor(CertificateChain chain, List<Certificate> anchors) {
        return chain.certificates().stream()
                .filter(anchors::contains)
                .findFirst()
                .orElseThrow(() -> NotationFaults.refused(
                        CertificateFault.UNTRUSTED,
                        chain.leaf().name(),
                        "none of its chain is trusted; its root is "
                                + chain.anchor().name() + ", " + chain.anchor().fingerprint(),
                        "Trust that root, if that is whom you mean to trust"));
    }

    private Certificate requireIdentity(Certificate signer, String on) {
        if (!trust.identities().include(signer)) {
            throw NotationFaults.refused(
                    NotationFault.IDENTITY,
                    on,
                    "its signer is " + signer.name() + ", which is none of " + trust.identities(),
                    "Add the identity to the trust file, if its signatures are to count");
        }
        return signer;
    }

    /** By the time of verification: the signer says until when he wants it used. */
    private Instant requireNotExpired(NotationEnvelope envelope, String on) {
        envelope.expiry().filter(expiry -> !now.at().isBefore(expiry)).ifPresent(expiry -> {
            throw NotationFaults.refused(
                    NotationFault.EXPIRED,
                    on,
                    "its signer wants it relied upon until " + expiry + ", and it is " + now,
                    "Have the image signed anew");
        });
        return now.at();
    }
}
