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
import java.util.Set;

/**
 * A signature that counts.
 *
 * @param artifact SHA-256 of what it is about
 * @param time when it was made, by whom that is known; the moment of verification for a key without any evidence
 * @param statement what was said, for an envelope
 * @param logs the good entries, in the order of the bundle
 * @param stampers the certificates of timestamp authorities whose word was taken, up to their roots
 */
public record Accepted(
        Signer signer,
        SignatureAlgorithm algorithm,
        Digest artifact,
        TrustedTime time,
        Optional<Statement> statement,
        List<LogEvidence> logs,
        List<Certificate> stampers) {
    public Accepted {
        logs = List.copyOf(logs);
        stampers = List.copyOf(stampers);
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
     * @param seenBy the keys of the certificate transparency logs that have seen it
     */
    public record Certified(
            Digest key,
            Digest certificate,
            CertificateIdentity identity,
            List<Certificate> vouching,
            Set<Digest> seenBy)
            implements Signer {
        public Certified {
            vouching = List.copyOf(vouching);
            seenBy = Set.copyOf(seenBy);
        }
    }
}
