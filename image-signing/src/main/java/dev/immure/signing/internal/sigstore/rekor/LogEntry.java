package dev.immure.signing.internal.sigstore.rekor;

import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.util.Optional;

/**
 * One entry of a transparency log, with the log's evidence that it is there.
 *
 * @param kind what its body says it is, where the format says so outside the body too
 * @param logId 32 bytes
 * @param integratedTime seconds since 1970, 0 for a log that does not tell; nobody's word without a promise
 * @param promise the log's signature over all of the above and the body ("signed entry timestamp", Rekor v1 only)
 * @param body as the log holds it
 */
public record LogEntry(
        Optional<EntryKind> kind,
        Bytes logId,
        long logIndex,
        long integratedTime,
        Optional<Bytes> promise,
        Optional<InclusionProof> proof,
        Bytes body) {
    public static final int ID_LENGTH = 32;
    /** Bytes. Rekor v1 takes entries of 100 KB. */
    public static final int MAX_BODY = 1 << 20;
    /** Seconds since 1970: the end of the year 9999. */
    public static final long MAX_TIME = 253_402_300_799L;
    /** Bytes of an ECDSA, Ed25519 or RSA signature. */
    public static final int MAX_SIGNATURE = 4 << 10;

    public LogEntry {
        if (integratedTime < 0 || integratedTime > MAX_TIME) {
            throw new IllegalArgumentException("no log was there at that time");
        }
    }

    /** The name of the entry in sentences. */
    public String name() {
        return "entry " + logIndex + " of log " + logId.hex().substring(0, 16);
    }
}
