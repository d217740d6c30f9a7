package dev.immure.signing.internal.sigstore;

import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.sigstore.fulcio.CertificateIdentity;
import dev.immure.signing.internal.sigstore.rekor.LogEvidence;
import dev.immure.signing.internal.x509.Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A signature that counts.
 *
 * @param artifact SHA-256 of what it is about
 * @param time when it was made, by whom that is known; the moment of verification for a key without any evidence
 * @param statement what was said, for an envelope
 * @param logs the good entries, in the order of the bundle
 */
public record Accepted(
        Signer signer,
        SignatureAlgorithm algorithm,
        Digest artifact,
        TrustedTime time,
        Optional<Statement> statement,
        List<LogEvidence> logs) {
    public Accepted {
        logs = List.copyOf(logs);
    }

    /** Who signed. Two with the same key, or the same identity, are one signer. */
    public sealed interface Signer {
        /** SHA-256 of the key's SubjectPublicKeyInfo. */
        Digest key();
    }

    public record KeyHolder(Digest key) implements Signer {}

    /**
     * @param certificate SHA-256 of its DER
     * @param vouching it and all above it, up to a root, by which it was found good; never none
     */
    public record Certified(Digest key, Digest certificate, CertificateIdentity identity, List<Certificate> vouching)
            implements Signer {
        public Certified {
            vouching = List.copyOf(vouching);
        }
    }
}
