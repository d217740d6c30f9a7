package dev.immure.signing.internal.sigstore.fulcio;

import dev.immure.signing.internal.sigstore.wire.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A signed certificate timestamp (RFC 6962, 3.2): a log has seen the certificate.
 *
 * @param millis since 1970
 * @param hash and {@code signatureKind} as TLS 1.2 numbers them (RFC 5246, 7.4.1.4.1)
 */
record Sct(Bytes logId, long millis, Bytes extensions, int hash, int signatureKind, Bytes signature) {
    static final int SHA256 = 4;
    static final int RSA = 1;
    static final int ECDSA = 3;

    private static final int V1 = 0;
    private static final int ID_LENGTH = 32;
    private static final int MAX_LIST = 16;
    /** Milliseconds: the end of the year 9999. */
    private static final long MAX_TIME = 253_402_300_799_999L;

    Instant at() {
        return Instant.ofEpochMilli(millis);
    }

    /** Reads a {@code SignedCertificateTimestampList} (RFC 6962, 3.3); empty when it is not one, or longer than is read. */
    static Optional<List<Sct>> list(byte[] encoded) {
        try {
            ByteBuffer in = ByteBuffer.wrap(encoded);
            ByteBuffer list = vector(in);
            List<Sct> timestamps = new ArrayList<>();
            while (list.hasRemaining()) {
                timestamps.add(one(vector(list)));
            }
            boolean whole = !in.hasRemaining() && !timestamps.isEmpty() && timestamps.size() <= MAX_LIST;
            return whole ? Optional.of(List.copyOf(timestamps)) : Optional.empty();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Sct one(ByteBuffer in) {
        if (in.get() != V1) {
            throw new IllegalArgumentException("of another version");
        }
        byte[] id = new byte[ID_LENGTH];
        in.get(id);
        long millis = in.getLong();
        Bytes extensions = bytes(vector(in));
        int hash = in.get();
        int signatureKind = in.get();
        Bytes signature = bytes(vector(in));
        if (in.hasRemaining() || millis < 0 || millis > MAX_TIME) {
            throw new IllegalArgumentException("not a timestamp and nothing else");
        }
        return new Sct(Bytes.of(id), millis, extensions, hash, signatureKind, signature);
    }

    /** A vector of at most 65,535 bytes after its length (RFC 5246, 4.3). */
    private static ByteBuffer vector(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static Bytes bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return Bytes.of(bytes);
    }
}
