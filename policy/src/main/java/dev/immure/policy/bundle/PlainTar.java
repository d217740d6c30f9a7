package dev.immure.policy.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A tar of regular files in one form only: the same files, the same bytes. Headers are ustar (pax(1)), in the order of
 * names, of user 0, mode 0644 and time 0; two empty records end it. Reading means comparing with what would be written,
 * so no two readers can see different files in one archive.
 */
final class PlainTar {
    private static final int RECORD = 512;
    private static final int NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int CHECKSUM_AT = 148;
    private static final int MAGIC_AT = 257;
    private static final String MAGIC = "ustar\0" + "00"; // with its version; not one escape of three digits
    private static final byte[] END = new byte[2 * RECORD];

    /** A relative path; no part of it begins with a dot, so that it leads nowhere else and hides nothing. */
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    private PlainTar() {}

    /** @param files content by name; names are ASCII of at most 100 characters */
    static byte[] write(SortedMap<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.forEach((name, content) -> {
            out.writeBytes(header(name, content.length));
            out.writeBytes(content);
            out.writeBytes(new byte[padding(content.length)]);
        });
        out.writeBytes(END);
        return out.toByteArray();
    }

    /** Whether it begins as one: for a sentence that fits what somebody named by mistake. */
    static boolean looksLikeOne(byte[] file) {
        byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
        return file.length > RECORD && Arrays.equals(file, MAGIC_AT, MAGIC_AT + magic.length, magic, 0, magic.length);
    }

    /**
     * Content by name.
     *
     * @param tar whole, and bounded by the caller; nothing in it makes memory grow beyond its own length
     * @param entries the most that there may be
     * @param on what to call it in faults
     * @throws dev.immure.core.ImmureException with TOO_MANY, TRUNCATED, TRAILING, ENTRY, ENTRY_NAME, DUPLICATE or ORDER
     */
    static SortedMap<String, byte[]> read(byte[] tar, int entries, String on) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        int at = 0;
        while (!isZero(tar, at, on)) {
            if (files.size() == entries) {
                throw BundleFault.TOO_MANY.refuse(on, "it holds more than " + entries + " entries");
            }
            String name = name(tar, at, on);
            int size = size(tar, at, name, on);
            requirePlain(tar, at, name, size, on);
            requireOrder(files, name, on);
            int start = at + RECORD;
            files.put(name, Arrays.copyOfRange(tar, start, start + size));
            at = start + size + padding(size);
            requireZeros(tar, start + size, at, name, on);
        }
        requireEnd(tar, at, on);
        return files;
    }

    private static boolean isZero(byte[] tar, int at, String on) {
        if (tar.length - at < RECORD) {
            throw BundleFault.TRUNCATED.refuse(on, "the archive ends after " + tar.length + " bytes, without its end");
        }
        return tar[at] == 0;
    }

    private static void requireEnd(byte[] tar, int at, String on) {
        if (tar.length - at < END.length) {
            throw BundleFault.TRUNCATED.refuse(on, "the archive ends after " + tar.length + " bytes, within its end");
        }
        if (!Arrays.equals(tar, at, at + END.length, END, 0, END.length)) {
            throw BundleFault.ENTRY.refuse(on, "an entry without a name is at byte " + at);
        }
        int trailing = tar.length - at - END.length;
        if (trailing > 0) {
            throw BundleFault.TRAILING.refuse(on, trailing + " bytes follow after the end of the archive");
        }
    }

    private static String name(byte[] tar, int at, String on) {
        int end = at;
        while (end < at + NAME && tar[end] != 0) {
            end++;
        }
        String name = new String(tar, at, end - at, StandardCharsets.ISO_8859_1);
        if (!PATH.matcher(name).matches()) {
            throw BundleFault.ENTRY_NAME.refuse(on, "the entry at byte " + at + " is named \"" + name + "\"");
        }
        return name;
    }

    /** Eleven octal digits: up to 8 GiB, of which the archive holds no more than it is long. */
    private static int size(byte[] tar, int at, String name, String on) {
        long size = 0;
        for (int i = at + SIZE_AT; i < at + SIZE_AT + 11; i++) {
            if (tar[i] < '0' || tar[i] > '7') {
                throw BundleFault.ENTRY.refuse(on, "the size of " + name + " is not in eleven octal digits");
            }
            size = size * 8 + (tar[i] - '0');
        }
        if (size + padding(size) > tar.length - at - RECORD) {
            throw BundleFault.TRUNCATED.refuse(on, name + " is said to have " + size + " bytes, which are not there");
        }
        return (int) size;
    }

    private static void requirePlain(byte[] tar, int at, String name, int size, String on) {
        if (!Arrays.equals(tar, at, at + RECORD, header(name, size), 0, RECORD)) {
            throw BundleFault.ENTRY.refuse(
                    on, name + " is no regular file of user 0, mode 0644 and time 0 with a plain header");
        }
    }

    private static void requireOrder(SortedMap<String, byte[]> before, String name, String on) {
        if (before.containsKey(name)) {
            throw BundleFault.DUPLICATE.refuse(on, "two entries are named " + name);
        }
        if (!before.isEmpty() && before.lastKey().compareTo(name) > 0) {
            throw BundleFault.ORDER.refuse(on, name + " stands after " + before.lastKey());
        }
    }

    private static void requireZeros(byte[] tar, int from, int to, String name, String on) {
        for (int i = from; i < to; i++) {
            if (tar[i] != 0) {
                throw BundleFault.ENTRY.refuse(on, "something is hidden behind " + name);
            }
        }
    }

    private static int padding(long size) {
        return (int) ((RECORD - size % RECORD) % RECORD);
    }

    private static byte[] header(String name, long size) {
        byte[] header = new byte[RECORD];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, SIZE_AT, octal(size, 11));
        put(header, 136, "00000000000");
        put(header, CHECKSUM_AT, "        "); // counted as spaces while it is computed
        put(header, 156, "0");
        put(header, MAGIC_AT, MAGIC);
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, CHECKSUM_AT, octal(sum, 6) + "\0 ");
        return header;
    }

    /** Without String.format, which depends on the locale and is slow when it is first used. */
    private static String octal(long number, int digits) {
        String text = Long.toOctalString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
