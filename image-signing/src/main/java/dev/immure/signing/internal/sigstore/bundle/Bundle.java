package dev.immure.signing.internal.sigstore.bundle;

import dev.immure.signing.internal.sigstore.rekor.LogEntry;
import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.util.List;

/**
 * A sigstore bundle: a signature with what is needed to check it. Read, but not checked.
 *
 * @param entries of transparency logs
 * @param timestamps RFC 3161 responses over the signature, as DER
 */
public record Bundle(
        BundleVersion version,
        BundleSigner signer,
        List<LogEntry> entries,
        List<Bytes> timestamps,
        BundleContent content) {
    /** Bytes. The envelope of a bill of materials of 12 MiB, and what is needed to check it. */
    public static final int MAX_BYTES = 17 << 20;

    public static final int MAX_ENTRIES = 32;
    public static final int MAX_TIMESTAMPS = 32;

    public Bundle {
        entries = List.copyOf(entries);
        timestamps = List.copyOf(timestamps);
    }
}
