package dev.immure.signing.internal.openpgp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

/**
 * Text form of a key file (RFC 9580, 6). One block, nothing before or behind it. Its checksum is no security and is
 * optional since RFC 9580; it is checked when it is there, since it finds damage.
 */
final class Armour {
    private static final String START = "-----BEGIN PGP ";
    private static final int CRC_INIT = 0xB704CE;
    private static final int CRC_POLY = 0x1864CFB;

    private Armour() {}

    /** The octets of the block, or the file as it is when it is not text. */
    static byte[] strip(byte[] file, String label) throws OpenPgpException {
        // Packets start with a set high bit; text never does.
        if (file.length == 0 || (file[0] & 0x80) != 0) {
            return file;
        }
        Deque<String> lines = new ArrayDeque<>(
                new String(file, StandardCharsets.ISO_8859_1).strip().lines().toList());
        if (!lines.isEmpty() && !lines.getFirst().startsWith(START)) {
            throw OpenPgpException.packet("it is neither OpenPGP packets nor their text form");
        }
        if (lines.size() < 4 || !lines.pop().equals(START + label + "-----")) {
            throw OpenPgpException.packet("it is not a PGP " + label);
        }
        if (!lines.removeLast().equals("-----END PGP " + label + "-----")) {
            throw OpenPgpException.packet("something follows the block, or its end is missing");
        }
        while (!lines.isEmpty() && !lines.pop().isBlank()) {
            // headers such as "Comment: …", up to an empty line; they mean nothing
        }
        return decode(lines);
    }

    private static byte[] decode(Deque<String> lines) throws OpenPgpException {
        boolean sealed = !lines.isEmpty() && lines.getLast().startsWith("=");
        List<String> checksum = sealed ? List.of(lines.removeLast().substring(1)) : List.of();
        try {
            byte[] octets = Base64.getDecoder().decode(String.join("", lines));
            for (String text : checksum) {
                byte[] sum = Base64.getDecoder().decode(text);
                if (sum.length != 3
                        || ((sum[0] & 0xff) << 16 | (sum[1] & 0xff) << 8 | (sum[2] & 0xff)) != crc(octets)) {
                    throw OpenPgpException.packet("its checksum does not fit");
                }
            }
            return octets;
        } catch (IllegalArgumentException e) {
            throw OpenPgpException.packet("its text form is not base64");
        }
    }

    /** CRC-24 (RFC 9580, 6.1.1). */
    private static int crc(byte[] octets) {
        int crc = CRC_INIT;
        for (byte octet : octets) {
            crc ^= (octet & 0xff) << 16;
            for (int bit = 0; bit < 8; bit++) {
                crc <<= 1;
                if ((crc & 0x1000000) != 0) {
                    crc ^= CRC_POLY;
                }
            }
        }
        return crc & 0xffffff;
    }
}
