package dev.immure.signing.internal.openpgp;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** Writes packets with headers of the newer form and definite lengths (RFC 9580, 4.2.1). */
final class PacketWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] packet(int tag, byte[] body) {
        return new PacketWriter()
                .octet(0xc0 | tag)
                .octet(0xff)
                .number32(body.length)
                .octets(body)
                .done();
    }

    static byte[] subpacket(int type, byte[] body) {
        return new PacketWriter()
                .octet(body.length + 1)
                .octet(type)
                .octets(body)
                .done();
    }

    PacketWriter octet(int value) {
        out.write(value);
        return this;
    }

    PacketWriter number16(int value) {
        return octet(value >> 8).octet(value);
    }

    PacketWriter number32(long value) {
        return number16((int) (value >> 16)).number16((int) value);
    }

    PacketWriter octets(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    PacketWriter integer(BigInteger value) {
        byte[] octets = value.toByteArray();
        int sign = octets[0] == 0 ? 1 : 0;
        return number16(value.bitLength()).octets(Arrays.copyOfRange(octets, sign, octets.length));
    }

    byte[] done() {
        return out.toByteArray();
    }
}
