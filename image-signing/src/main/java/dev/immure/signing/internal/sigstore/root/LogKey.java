package dev.immure.signing.internal.sigstore.root;

import dev.immure.signing.internal.keys.SignatureAlgorithm;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.util.Optional;

/**
 * A transparency log, of signatures or of certificates, and the one algorithm that it signs with.
 *
 * @param id 32 bytes, by which entries and signed certificate timestamps name the log
 */
public record LogKey(String baseUrl, Bytes id, VerificationKey key, SignatureAlgorithm algorithm, Validity validity) {
    /** Whether the log signed the message. */
    public boolean signed(byte[] message, byte[] signature) {
        return key.verify(message, signature).equals(Optional.of(algorithm));
    }
}
