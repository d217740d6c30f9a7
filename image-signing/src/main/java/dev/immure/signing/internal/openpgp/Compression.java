package dev.immure.signing.internal.openpgp;

import dev.immure.signing.fault.OpenPgpFault;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Compressed data (RFC 9580, 5.6): ZIP and ZLIB, which is what GnuPG writes. BZip2 is not read. */
final class Compression {
    private static final int ZIP = 1;
    private static final int ZLIB = 2;

    private Compression() {}

    /** What was compressed; at most {@code limit} octets, and all of the packet belongs to it. */
    static byte[] inflate(Packet packet, int limit) throws OpenPgpException {
        OctetReader in = packet.reader();
        int algorithm = in.octet();
        if (algorithm != ZIP && algorithm != ZLIB) {
            throw new OpenPgpException(
                    OpenPgpFault.UNSUPPORTED, "it is compressed by algorithm " + algorithm + ", neither ZIP nor ZLIB");
        }
        try (Inflater inflater = new Inflater(algorithm == ZIP)) {
            inflater.setInput(in.rest());
            byte[] out = inflate(inflater, limit);
            // What stands behind the end of the stream would be text to one reader and nothing to another.
            if (inflater.getRemaining() > 0) {
                throw OpenPgpException.packet(inflater.getRemaining() + " octets follow the compressed data");
            }
            return out;
        } catch (DataFormatException e) {
            throw OpenPgpException.packet("its compressed data is damaged");
        }
    }

    private static byte[] inflate(Inflater inflater, int limit) throws DataFormatException, OpenPgpException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!inflater.finished()) {
            int count = inflater.inflate(buffer);
            if (count == 0 && !inflater.finished()) { // it wants more input, or a dictionary
                throw OpenPgpException.packet("its compressed data ends too early");
            }
            if (out.size() + count > limit) {
                throw new OpenPgpException(OpenPgpFault.LIMIT, "it unpacks to more than " + limit + " octets");
            }
            out.write(buffer, 0, count);
        }
        return out.toByteArray();
    }
}
