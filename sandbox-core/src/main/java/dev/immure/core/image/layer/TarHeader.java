package dev.immure.core.image.layer;

import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * One header record of 512 bytes as it stands (pax(1), "ustar Interchange Format"; GNU's variant), before any extension
 * is applied. Names stay bytes: a long one may be cut in the middle of a character, its whole being in an extension.
 */
final class TarHeader {
    static final int SIZE = 512;

    /** The largest number that eleven octal digits hold; pax(1) wants a PAX record above it. */
    static final long OCTAL_MAX = 0x1_ffff_ffffL;

    private static final int NAME = 0;
    private static final int LINK_NAME = 157;
    private static final int NAME_LENGTH = 100;

    private final byte[] record;

    private TarHeader(byte[] record) {
        this.record = record;
    }

    /** A copy of the record; its numbers are parsed when asked for. */
    static TarHeader of(byte[] record) {
        return new TarHeader(record.clone());
    }

    char type() {
        return (char) (record[156] & 0xff);
    }

    /** The ustar prefix joined in. */
    byte[] name() {
        return withPrefix(record, text(record, NAME, NAME_LENGTH));
    }

    byte[] linkName() {
        return text(record, LINK_NAME, NAME_LENGTH);
    }

    /** Whether the name or link name has bytes after its terminating NUL, which some readers take as part of it. */
    boolean hasBytesAfterNul() {
        return hasGarbage(record, NAME, NAME_LENGTH) || hasGarbage(record, LINK_NAME, NAME_LENGTH);
    }

    int mode() {
        return (int) number(record, 100, 8);
    }

    long uid() {
        return number(record, 108, 8);
    }

    long gid() {
        return number(record, 116, 8);
    }

    long size() {
        return number(record, 124, 12);
    }

    long modified() {
        return number(record, 136, 12);
    }

    static boolean hasRightChecksum(byte[] record) {
        return TarUtils.verifyCheckSum(record);
    }

    private static byte[] withPrefix(byte[] record, byte[] name) {
        // GNU's magic is "ustar  \0", and its bytes at 345 are times and offsets, not a prefix.
        boolean posix = Arrays.equals(record, 257, 263, new byte[] {'u', 's', 't', 'a', 'r', 0}, 0, 6);
        byte[] prefix = posix ? text(record, 345, 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        joined[prefix.length] = '/';
        System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
        return joined;
    }

    private static byte[] text(byte[] record, int offset, int length) {
        int end = offset;
        while (end < offset + length && record[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(record, offset, end);
    }

    private static boolean hasGarbage(byte[] record, int offset, int length) {
        int end = offset + text(record, offset, length).length;
        for (int i = end; i < offset + length; i++) {
            if (record[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * @throws IllegalArgumentException when it is neither octal nor base-256
     */
    private static long number(byte[] record, int offset, int length) {
        return TarUtils.parseOctalOrBinary(record, offset, length);
    }
}
