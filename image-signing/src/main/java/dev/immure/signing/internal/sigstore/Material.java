package dev.immure.signing.internal.sigstore;

import dev.immure.signing.attestation.Statement;
import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.bundle.BundleSigner;
import dev.immure.signing.internal.sigstore.rekor.LogEntry;
import dev.immure.signing.internal.sigstore.rekor.SignedContent;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A signature and its evidence, whatever it came in.
 *
 * @param on what to call it in faults
 */
record Material(
        String on,
        BundleSigner signer,
        List<LogEntry> entries,
        List<Bytes> timestamps,
        Bytes signature,
        Content content) {
    Material {
        entries = List.copyOf(entries);
        timestamps = List.copyOf(timestamps);
    }

    /** What is signed. */
    interface Content {
        /** The algorithm with which the key made the signature over it, or empty. */
        Optional<SignatureAlgorithm> verify(VerificationKey key, Bytes signature);

        /** What a log entry must name. */
        SignedContent logged();

        Optional<Statement> statement();
    }
}
