package dev.immure.signing.internal.openpgp;

import dev.immure.signing.fault.OpenPgpFault;
import java.util.ArrayList;
import java.util.List;

/** One statement inside a signature (RFC 9580, 5.2.3.7). */
final class Subpacket {
    static final int CREATION_TIME = 2;
    static final int EXPIRATION_TIME = 3;
    static final int KEY_EXPIRATION_TIME = 9;
    static final int ISSUER_KEY_ID = 16;
    static final int KEY_FLAGS = 27;
    static final int EMBEDDED_SIGNATURE = 32;
    static final int ISSUER_FINGERPRINT = 33;

    private static final int CRITICAL = 0x80;
    private static final int MOST = 64;

    private final int type;
    private final boolean critical;
    private final byte[] body;

    private Subpacket(int type, boolean critical, byte[] body) {
        this.type = type;
        this.critical = critical;
        this.body = body;
    }

    static List<Subpacket> read(byte[] area) throws OpenPgpException {
        OctetReader in = new OctetReader(area);
        List<Subpacket> found = new ArrayList<>();
        while (in.left() > 0) {
            if (found.size() == MOST) {
                throw new OpenPgpException(OpenPgpFault.LIMIT, "a signature has more than " + MOST + " subpackets");
            }
            OctetReader one = new OctetReader(in.octets(length(in)));
            int type = one.octet();
            found.add(new Subpacket(type & 0x7f, (type & CRITICAL) != 0, one.rest()));
        }
        return found;
    }

    private static long length(OctetReader in) throws OpenPgpException {
        int first = in.octet();
        if (first < 192) {
            return first;
        }
        return first == 255 ? in.number32() : ((first - 192) << 8) + in.octet() + 192;
    }

    int type() {
        return type;
    }

    /** Whoever does not understand it must not accept the signature. */
    boolean critical() {
        return critical;
    }

    OctetReader reader() {
        return new OctetReader(body);
    }
}
