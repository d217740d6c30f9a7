package dev.immure.signing.internal.openpgp;

/** One packet (RFC 9580, 4): what it is, and its body, all of it. */
final class Packet {
    static final int SIGNATURE = 2;
    static final int ONE_PASS_SIGNATURE = 4;
    static final int SECRET_KEY = 5;
    static final int PUBLIC_KEY = 6;
    static final int SECRET_SUBKEY = 7;
    static final int COMPRESSED_DATA = 8;
    static final int LITERAL_DATA = 11;
    static final int TRUST = 12;
    static final int USER_ID = 13;
    static final int PUBLIC_SUBKEY = 14;
    static final int USER_ATTRIBUTE = 17;

    private final int tag;
    private final byte[] body;

    Packet(int tag, byte[] body) {
        this.tag = tag;
        this.body = body;
    }

    int tag() {
        return tag;
    }

    boolean is(int other) {
        return tag == other;
    }

    OctetReader reader() {
        return new OctetReader(body);
    }

    byte[] body() {
        return body.clone();
    }

    int length() {
        return body.length;
    }
}
