package dev.immure.core.image.layer;

import java.util.Arrays;
import java.util.Optional;

/** What the extension headers in front of one entry say: PAX records, GNU long name, GNU long link. */
final class Extensions {
    private static final char PAX = 'x';
    private static final char LONG_NAME = 'L';
    private static final char LONG_LINK = 'K';

    private PaxRecords pax = PaxRecords.none();
    private Optional<byte[]> longName = Optional.empty();
    private Optional<byte[]> longLink = Optional.empty();
    private String seen = "";
    private long expected;

    boolean isEmpty() {
        return seen.isEmpty();
    }

    boolean has(char type) {
        return seen.indexOf(type) >= 0;
    }

    void expect(char type, long size) {
        seen += type;
        expected = size;
    }

    /**
     * @throws IllegalArgumentException when the body is not what was announced, or malformed
     */
    void put(char type, byte[] body) {
        if (body.length != expected) {
            throw new IllegalArgumentException("an extension header is cut short");
        }
        switch (type) {
            case PAX -> pax = PaxRecords.parse(body);
            case LONG_NAME -> longName = Optional.of(withoutNul(body));
            case LONG_LINK -> longLink = Optional.of(withoutNul(body));
            default -> throw new IllegalArgumentException("an unknown extension header");
        }
    }

    PaxRecords pax() {
        return pax;
    }

    boolean isSparse() {
        return !pax.withPrefix("GNU.sparse.").isEmpty()
                || pax.value("SCHILY.realsize").isPresent()
                || pax.value("SCHILY.filetype").isPresent();
    }

    /** The name that counts: a long one from either kind of extension, else the header's. */
    byte[] name(TarHeader header) {
        return chosen("path", longName, header.name());
    }

    byte[] linkName(TarHeader header) {
        return chosen("linkpath", longLink, header.linkName());
    }

    private byte[] chosen(String keyword, Optional<byte[]> gnu, byte[] plain) {
        Optional<byte[]> fromPax = pax.value(keyword);
        if (fromPax.isPresent() && gnu.isPresent()) {
            throw new IllegalArgumentException("an entry has two long names");
        }
        return fromPax.or(() -> gnu).orElse(plain);
    }

    /** GNU tar writes the terminating NUL; further ones stay, to be refused. */
    private static byte[] withoutNul(byte[] body) {
        boolean terminated = body.length > 0 && body[body.length - 1] == 0;
        return terminated ? Arrays.copyOf(body, body.length - 1) : body;
    }
}
