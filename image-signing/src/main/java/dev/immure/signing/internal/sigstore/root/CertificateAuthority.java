package dev.immure.signing.internal.sigstore.root;

import dev.immure.signing.internal.x509.Certificate;
import java.util.List;

/**
 * A certificate authority of the trusted root, of signing certificates or of timestamps.
 *
 * @param chain from the one that issues (for timestamps: that signs) to the root, which is the last; never empty
 */
public record CertificateAuthority(String uri, List<Certificate> chain, Validity validity) {
    public CertificateAuthority {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an authority has a certificate");
        }
    }

    public Certificate root() {
        return chain.getLast();
    }

    /** All but the root. */
    public List<Certificate> intermediates() {
        return chain.subList(0, chain.size() - 1);
    }
}
