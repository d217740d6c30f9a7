package dev.immure.signing.internal.sigstore.rekor;

import java.nio.charset.StandardCharsets;

/**
 * What a log of Rekor v1 signs when it promises to include an entry: the four members in the canonical form of RFC 8785.
 * None of the values holds a character that JSON escapes, so the form is this one.
 */
final class EntryPromise {
    private EntryPromise() {}

    static byte[] signedBytes(LogEntry entry) {
        return ("{\"body\":\"" + entry.body().base64() + "\",\"integratedTime\":" + entry.integratedTime()
                        + ",\"logID\":\"" + entry.logId().hex() + "\",\"logIndex\":" + entry.logIndex() + "}")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
