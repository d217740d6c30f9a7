package dev.immure.signing.internal.sigstore;

import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.fault.TimestampFault;
import dev.immure.signing.internal.sigstore.root.CertificateAuthority;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.timestamp.Timestamp;
import dev.immure.signing.internal.timestamp.TimestampToken;
import dev.immure.signing.internal.x509.Certificate;
import java.time.Instant;
import java.util.List;

/** Checks RFC 3161 timestamps against the authorities of the trusted root. */
final class TimestampCheck {
    private static final String WHAT = "cannot accept timestamp of";

    private final List<CertificateAuthority> authorities;
    private final String on;

    TimestampCheck(List<CertificateAuthority> authorities, String on) {
        this.authorities = List.copyOf(authorities);
        this.on = on;
    }

    /** What a timestamp is worth. */
    sealed interface Answer {
        /**
         * An authority that counted then says so.
         *
         * @param by its certificate, and those up to its root
         */
        record Trusted(Instant at, List<Certificate> by) implements Answer {}

        /**
         * No authority of the trusted root made it.
         *
         * @param claimed what it says, which is nobody's word
         */
        record Unknown(Instant claimed, ImmureException why) implements Answer {}
    }

    /**
     * When the signature was there. The authority that made the token must be the one that counts: another one's window
     * does not help it. A token by a stranger is no evidence; one that is over something else, or that an authority of the
     * root made badly or when it did not count, is a reason to refuse.
     *
     * @throws ImmureException with the fault of the authority that made it
     */
    Answer verify(Bytes encoded, Bytes signature) {
        TimestampToken token = TimestampToken.parse(encoded.toArray(), on);
        ImmureException stranger = refused("the trusted root names no timestamp authority");
        for (CertificateAuthority authority : authorities) {
            try {
                Timestamp stamp = stamped(token, signature, authority);
                return new Answer.Trusted(
                        within(authority, stamp.at()), stamp.authority().certificates());
            } catch (ImmureException e) {
                stranger = requireStranger(e);
            }
        }
        return new Answer.Unknown(requireImprint(token, signature, stranger), stranger);
    }

    /** Passes on every fault but that the token is by somebody else. */
    private static ImmureException requireStranger(ImmureException fault) {
        FaultCode code = fault.fault().code();
        if (code != TimestampFault.SIGNER && code != CertificateFault.UNTRUSTED) {
            throw fault;
        }
        return fault;
    }

    /** Also a stranger's token must be over this signature. */
    private static Instant requireImprint(TimestampToken token, Bytes signature, ImmureException stranger) {
        try {
            token.verify(signature.toArray(), List.of(), List.of());
        } catch (ImmureException e) {
            requireStranger(e);
            return token.claimedAt();
        }
        throw stranger; // without a root nothing verifies
    }

    private Timestamp stamped(TimestampToken token, Bytes signature, CertificateAuthority authority) {
        Timestamp stamp = token.verify(signature.toArray(), authority.chain(), List.of(authority.root()));
        Certificate named = authority.chain().getFirst();
        // A root may name the very certificate that stamps; then no other one below the same authority does.
        if (!named.isAuthority() && !named.equals(stamp.authority().leaf())) {
            throw refused("it is by another certificate than the one that the trusted root names");
        }
        return stamp;
    }

    private Instant within(CertificateAuthority authority, Instant at) {
        if (!authority.validity().covers(at)) {
            throw refused("its authority counts " + authority.validity() + ", and it is of " + at);
        }
        return at;
    }

    private ImmureException refused(String why) {
        return BundleFaults.refused(SigstoreFault.TIMESTAMP, WHAT, on, why);
    }
}
