package dev.immure.signing.internal.openpgp;

import dev.immure.signing.fault.OpenPgpFault;
import java.util.HexFormat;
import java.util.List;

/**
 * A text and the one signature over it (RFC 9580, 10.3): one-pass header, literal data, signature, as a whole compressed
 * or not. Any other arrangement is refused. Readers differ about which of two signatures, or which of two texts, counts.
 */
final class SignedMessage {
    /** Octets, as attached. skopeo writes fewer than 1,000. */
    static final int MAX_FILE = 128 << 10;
    /** Octets of the text. */
    static final int MAX_TEXT = 64 << 10;

    /** A text of full length, and a signature with all its subpackets. */
    private static final int MAX_INFLATED = MAX_TEXT + (64 << 10);

    /** More than a message has, so that a fault can say what is too much. */
    private static final int PACKETS = 16;

    private static final int ONE_PASS_VERSION = 3;
    private static final int BINARY_TEXT = 'b';

    private final byte[] text;
    private final Signature signature;

    private SignedMessage(byte[] text, Signature signature) {
        this.text = text;
        this.signature = signature;
    }

    static SignedMessage read(byte[] file) throws OpenPgpException {
        if (file.length > MAX_FILE) {
            throw new OpenPgpException(OpenPgpFault.LIMIT, "it has " + file.length + " octets, more than " + MAX_FILE);
        }
        List<Packet> packets = PacketReader.read(file, PACKETS);
        if (packets.size() == 1 && packets.getFirst().is(Packet.COMPRESSED_DATA)) {
            packets = PacketReader.read(Compression.inflate(packets.getFirst(), MAX_INFLATED), PACKETS);
        }
        List<Integer> found = packets.stream().map(Packet::tag).toList();
        if (!found.equals(List.of(Packet.ONE_PASS_SIGNATURE, Packet.LITERAL_DATA, Packet.SIGNATURE))) {
            throw new OpenPgpException(
                    OpenPgpFault.MESSAGE, "it is not one signature around one text, but packets with tags " + found);
        }
        Signature signature = signature(packets.getLast());
        requireSame(packets.getFirst(), signature);
        return new SignedMessage(text(packets.get(1)), signature);
    }

    private static Signature signature(Packet packet) throws OpenPgpException {
        Signature signature = Signature.read(packet.reader());
        if (signature.type() != Signature.BINARY) {
            throw new OpenPgpException(
                    OpenPgpFault.UNSUPPORTED,
                    "its signature is of type " + signature.type() + ", not over the text as it is");
        }
        return signature;
    }

    /** The header announces the signature (5.4), and must tell the truth about it. */
    private static void requireSame(Packet header, Signature signature) throws OpenPgpException {
        OctetReader in = header.reader();
        int version = in.octet();
        if (version != ONE_PASS_VERSION) {
            throw new OpenPgpException(OpenPgpFault.UNSUPPORTED, "its one-pass header is of version " + version);
        }
        boolean sameType = in.octet() == signature.type();
        boolean sameHash = in.octet() == signature.hashAlgorithm();
        boolean sameKind = in.octet() == signature.keyAlgorithm();
        String issuer = HexFormat.of().formatHex(in.octets(PublicKey.KEY_ID));
        boolean last = in.octet() == 1;
        in.end("a one-pass header");
        boolean sameIssuer = signature.issuerKeyId().map(issuer::equals).orElse(true);
        if (!(sameType && sameHash && sameKind && sameIssuer && last)) {
            throw new OpenPgpException(OpenPgpFault.MESSAGE, "its header announces another signature than follows");
        }
    }

    private static byte[] text(Packet packet) throws OpenPgpException {
        OctetReader in = packet.reader();
        int format = in.octet();
        if (format != BINARY_TEXT) {
            // Text modes ask the reader to change line ends, which the signature does not cover.
            throw new OpenPgpException(OpenPgpFault.UNSUPPORTED, "its text is in format " + format + ", not binary");
        }
        in.octets(in.octet()); // a file name, not signed
        in.number32(); // a date, not signed
        if (in.left() > MAX_TEXT) {
            throw new OpenPgpException(OpenPgpFault.LIMIT, "its text has more than " + MAX_TEXT + " octets");
        }
        return in.rest();
    }

    byte[] text() {
        return text.clone();
    }

    Signature signature() {
        return signature;
    }

    boolean isBy(PublicKey key) {
        return signature.isBy(key, text);
    }
}
