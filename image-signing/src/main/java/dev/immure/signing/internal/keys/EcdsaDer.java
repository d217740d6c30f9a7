package dev.immure.signing.internal.keys;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }} (RFC 3279, 2.2.3) in DER and nothing but DER (X.690, 8.1.3,
 * 8.3, 10.1). One value has one encoding: decoders that forgive a long length or a missing leading zero accept many.
 */
final class EcdsaDer {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private final byte[] bytes;
    private int at;

    private EcdsaDer(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A pair of integers that are positive; the range of the curve is the caller's to check. */
    record Pair(BigInteger r, BigInteger s) {}

    static Optional<Pair> decode(byte[] signature) {
        // Reading leniently and writing strictly leaves exactly one accepted form, whatever the reader let through.
        return new EcdsaDer(signature).pair().filter(pair -> Arrays.equals(encode(pair.r(), pair.s()), signature));
    }

    static byte[] encode(BigInteger r, BigInteger s) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        put(body, INTEGER, r.toByteArray());
        put(body, INTEGER, s.toByteArray());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, SEQUENCE, body.toByteArray());
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, int tag, byte[] content) {
        out.write(tag);
        if (content.length > 255) {
            throw new IllegalArgumentException("an ECDSA signature is shorter than this");
        }
        if (content.length > 127) {
            out.write(0x81);
        }
        out.write(content.length);
        out.writeBytes(content);
    }

    private Optional<Pair> pair() {
        int end = header(SEQUENCE);
        if (end != bytes.length) {
            return Optional.empty();
        }
        Optional<BigInteger> r = positive();
        Optional<BigInteger> s = r.flatMap(found -> positive());
        return at == end ? s.map(value -> new Pair(r.orElseThrow(), value)) : Optional.empty();
    }

    private Optional<BigInteger> positive() {
        int end = header(INTEGER);
        if (end <= at) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(bytes, at, end - at);
        at = end;
        return Optional.of(value).filter(number -> number.signum() > 0);
    }

    /** The end of the element that starts here, or -1. P-521 needs lengths up to 139: one byte after 0x81. */
    private int header(int tag) {
        if (bytes.length - at < 2 || (bytes[at] & 0xff) != tag) {
            return -1;
        }
        int length = bytes[at + 1] & 0xff;
        at += 2;
        if (length == 0x81 && at < bytes.length) {
            length = bytes[at++] & 0xff;
        } else if (length > 127) {
            return -1;
        }
        return length <= bytes.length - at ? at + length : -1;
    }
}
