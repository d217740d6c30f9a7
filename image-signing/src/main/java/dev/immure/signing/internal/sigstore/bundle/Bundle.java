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
    /** Bytes. A bill of materials of 6 MiB fits; a hostile bundle of that size takes less than 64 MiB to refuse. */
    public static final int MAX_BYTES = 8 << 20;

    public static final int MAX_ENTRIES = 32;
    public static final int MAX_TIMESTAMPS = 32;

    public Bundle {
        entries = List.copyOf(entries);
        timestamps = List.copyOf(timestamps);
    }
}
