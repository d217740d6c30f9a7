package dev.immure.signing.internal.sigstore;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.root.CertificateAuthority;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.internal.timestamp.Timestamp;
import dev.immure.signing.internal.timestamp.TimestampToken;
import dev.immure.signing.internal.x509.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Checks RFC 3161 timestamps against the authorities of the trusted root. */
final class TimestampCheck {
    private static final String WHAT = "cannot accept timestamp of";

    private final List<CertificateAuthority> authorities;
    private final String on;

    TimestampCheck(List<CertificateAuthority> authorities, String on) {
        this.authorities = List.copyOf(authorities);
        this.on = on;
    }

    /**
     * When the signature was there, by the word of an authority that counted then. The authority that made the token must
     * be the one that counts: another one's window does not help it.
     *
     * @throws ImmureException with the fault of the authority that came furthest, or TIMESTAMP
     */
    Instant verify(Bytes encoded, Bytes signature) {
        TimestampToken token = TimestampToken.parse(encoded.toArray(), on);
        Optional<ImmureException> first = Optional.empty();
        for (CertificateAuthority authority : authorities) {
            try {
                return within(authority, stamped(token, signature, authority).at());
            } catch (ImmureException e) {
                boolean counted = e.fault().code() == SigstoreFault.TIMESTAMP;
                first = first.isEmpty() || counted ? Optional.of(e) : first;
            }
        }
        throw first.orElseGet(() -> refused("the trusted root names no timestamp authority"));
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
