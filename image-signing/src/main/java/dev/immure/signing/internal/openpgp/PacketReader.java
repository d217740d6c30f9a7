package dev.immure.signing.internal.openpgp;

import dev.immure.signing.fault.OpenPgpFault;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts octets into packets (RFC 9580, 4.2), old and new headers. Every octet belongs to a packet: nothing before, between
 * or behind them is skipped.
 */
final class PacketReader {
    /** 4.2.1.4: the first part of a body in parts has at least so many octets. */
    private static final int FIRST_PART = 512;

    private final OctetReader in;

    private PacketReader(byte[] octets) {
        this.in = new OctetReader(octets);
    }

    static List<Packet> read(byte[] octets, int most) throws OpenPgpException {
        PacketReader reader = new PacketReader(octets);
        List<Packet> packets = new ArrayList<>();
        while (reader.in.left() > 0) {
            if (packets.size() == most) {
                throw new OpenPgpException(OpenPgpFault.LIMIT, "it has more than " + most + " packets");
            }
            packets.add(reader.packet());
        }
        return packets;
    }

    private Packet packet() throws OpenPgpException {
        int header = in.octet();
        if ((header & 0x80) == 0) {
            throw OpenPgpException.packet("no packet starts with octet " + header);
        }
        Packet packet = (header & 0x40) == 0 ? old(header >> 2 & 0xf, header & 3) : recent(header & 0x3f);
        if (packet.is(0)) {
            throw OpenPgpException.packet("a packet has tag 0, which is reserved");
        }
        return packet;
    }

    private Packet old(int tag, int lengthType) throws OpenPgpException {
        long length = switch (lengthType) {
            case 0 -> in.octet();
            case 1 -> in.number16();
            case 2 -> in.number32();
            // Until the end of the file. GnuPG writes it for compressed data, whose length it does not know yet.
            default -> streamed(tag, in.left());
        };
        return new Packet(tag, in.octets(length));
    }

    private Packet recent(int tag) throws OpenPgpException {
        int first = in.octet();
        if (first < 224 || first == 255) {
            return new Packet(tag, in.octets(length(first)));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int part = first;
        while (part >= 224 && part < 255) {
            int size = streamed(tag, 1 << (part & 0x1f));
            if (body.size() == 0 && size < FIRST_PART) {
                throw OpenPgpException.packet("the first part of a body has only " + size + " octets");
            }
            body.writeBytes(in.octets(size));
            part = in.octet();
        }
        body.writeBytes(in.octets(length(part)));
        return new Packet(tag, body.toByteArray());
    }

    private long length(int first) throws OpenPgpException {
        if (first < 192) {
            return first;
        }
        return first == 255 ? in.number32() : ((first - 192) << 8) + in.octet() + 192;
    }

    /** Only data packets may leave their length open (4.2.1.4). */
    private static int streamed(int tag, int length) throws OpenPgpException {
        if (tag != Packet.COMPRESSED_DATA && tag != Packet.LITERAL_DATA) {
            throw OpenPgpException.packet("a packet with tag " + tag + " leaves its length open");
        }
        return length;
    }
}
