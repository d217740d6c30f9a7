package dev.immure.signing.internal.openpgp;

import java.math.BigInteger;
import java.util.Arrays;

/** Reads octets one after the other, and never past the end. Lengths are compared with what is left before memory is taken. */
final class OctetReader {
    private final byte[] octets;
    private int at;

    OctetReader(byte[] octets) {
        this.octets = octets;
    }

    int left() {
        return octets.length - at;
    }

    int octet() throws OpenPgpException {
        need(1);
        return octets[at++] & 0xff;
    }

    int number16() throws OpenPgpException {
        return octet() << 8 | octet();
    }

    /** An unsigned number of four octets. */
    long number32() throws OpenPgpException {
        return (long) number16() << 16 | number16();
    }

    byte[] octets(long count) throws OpenPgpException {
        need(count);
        byte[] out = Arrays.copyOfRange(octets, at, at + (int) count);
        at += (int) count;
        return out;
    }

    byte[] rest() throws OpenPgpException {
        return octets(left());
    }

    /** A multiprecision integer (RFC 9580, 3.2). Its length must be exact: one number has one spelling. */
    BigInteger integer() throws OpenPgpException {
        int bits = number16();
        BigInteger value = new BigInteger(1, octets((bits + 7) / 8));
        if (value.bitLength() != bits) {
            throw OpenPgpException.packet("an integer is shorter than its length says");
        }
        return value;
    }

    void end(String what) throws OpenPgpException {
        if (left() != 0) {
            throw OpenPgpException.packet(left() + " octets follow the end of " + what);
        }
    }

    private void need(long count) throws OpenPgpException {
        if (count > left()) {
            throw OpenPgpException.packet("it ends too early");
        }
    }
}
