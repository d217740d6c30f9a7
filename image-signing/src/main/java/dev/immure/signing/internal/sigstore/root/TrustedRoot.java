package dev.immure.signing.internal.sigstore.root;

import java.util.List;

/**
 * Whom a verifier of sigstore signatures believes (protobuf-specs, sigstore_trustroot.proto).
 *
 * @param logs transparency logs of signatures
 * @param authorities which issue signing certificates
 * @param certificateLogs which log the certificates that these issue
 * @param timestampAuthorities which say when a signature was there
 */
public record TrustedRoot(
        List<LogKey> logs,
        List<CertificateAuthority> authorities,
        List<LogKey> certificateLogs,
        List<CertificateAuthority> timestampAuthorities) {
    /** Bytes. The one of the public instance has 10 KB. */
    public static final int MAX_BYTES = 1 << 20;

    public TrustedRoot {
        logs = List.copyOf(logs);
        authorities = List.copyOf(authorities);
        certificateLogs = List.copyOf(certificateLogs);
        timestampAuthorities = List.copyOf(timestampAuthorities);
    }
}
