package dev.immure.signing.internal.sigstore;

import dev.immure.signing.fault.SigstoreFault;
import dev.immure.signing.internal.sigstore.root.CertificateAuthority;
import dev.immure.signing.internal.sigstore.wire.BundleFaults;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.time.Instant;
import java.util.List;

/** Checks RFC 3161 timestamps against the authorities of the trusted root. */
final class TimestampCheck {
    private final List<CertificateAuthority> authorities;
    private final String on;

    TimestampCheck(List<CertificateAuthority> authorities, String on) {
        this.authorities = List.copyOf(authorities);
        this.on = on;
    }

    Instant verify(Bytes token, Bytes signature) {
        throw BundleFaults.refused(
                SigstoreFault.TIMESTAMP,
                "cannot accept",
                on,
                "a timestamp of " + token + " over a signature of " + signature + " cannot be checked against "
                        + authorities.size() + " authorities yet");
    }
}
