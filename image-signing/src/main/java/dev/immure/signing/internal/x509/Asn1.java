package dev.immure.signing.internal.x509;

import java.io.IOException;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ParsingException;
import org.bouncycastle.asn1.ASN1Primitive;

/** The gate through which ASN.1 of foreign origin comes in: whatever BouncyCastle throws at it becomes an empty answer. */
public final class Asn1 {
    private Asn1() {}

    /** Makes something of an ASN.1 value that was read. May throw what BouncyCastle throws. */
    @FunctionalInterface
    public interface Reading<T> {
        T of(ASN1Primitive value) throws IOException;
    }

    /**
     * Reads one value in DER, with nothing after it. One value has one encoding in DER (X.690, 10), so two certificates
     * that differ only in their encoding cannot pass for two.
     *
     * @return empty when it is not DER, or not what the reading makes of it
     */
    public static <T> Optional<T> der(byte[] encoded, Reading<T> reading) {
        return guarded(() -> {
            ASN1Primitive value = single(encoded);
            if (!Arrays.equals(value.getEncoded(ASN1Encoding.DER), encoded)) {
                throw new ASN1ParsingException("not the one encoding that DER has");
            }
            return reading.of(value);
        });
    }

    /** As {@link #der}, for what may be in BER: CMS allows it (RFC 5652, section 2). */
    public static <T> Optional<T> ber(byte[] encoded, Reading<T> reading) {
        return guarded(() -> reading.of(single(encoded)));
    }

    private static ASN1Primitive single(byte[] encoded) throws IOException {
        try (ASN1InputStream in = new ASN1InputStream(encoded)) {
            ASN1Primitive value = in.readObject();
            if (value == null || in.read() >= 0) {
                throw new ASN1ParsingException("not one value");
            }
            return value;
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> Optional<T> guarded(Work<T> work) {
        try {
            return Optional.of(work.run());
        } catch (IOException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | NullPointerException
                | IndexOutOfBoundsException
                | NoSuchElementException
                | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
