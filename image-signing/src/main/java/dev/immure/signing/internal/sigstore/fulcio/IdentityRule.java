package dev.immure.signing.internal.sigstore.fulcio;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;

/** Whose signature counts. Both halves are always asked for: a name means nothing without who vouches for it. */
public record IdentityRule(TextRule issuer, TextRule subject) {
    /** @throws ImmureException with IDENTITY, or IDENTITY_RULE when a rule cannot be answered */
    public CertificateIdentity require(CertificateIdentity identity) {
        if (!issuer.matches(identity.issuer())) {
            throw other(identity, "its identity is vouched for by another issuer than " + issuer);
        }
        if (!subject.matches(identity.subject())) {
            throw other(identity, "it is not for " + subject);
        }
        return identity;
    }

    private static ImmureException other(CertificateIdentity identity, String why) {
        return BundleFaults.refused(SigstoreFault.IDENTITY, "cannot accept certificate of", identity.toString(), why);
    }
}
