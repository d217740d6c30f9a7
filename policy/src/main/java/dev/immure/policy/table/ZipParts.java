package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The parts of a ZIP archive (APPNOTE.TXT 6.3.10), read strictly: the entries of the central directory follow each other
 * from the first byte to the directory without a gap, and the header before each says the same. Otherwise one program
 * reads the directory, another the headers, and an auditor approves another table than the one that decides.
 */
final class ZipParts {
    /** A workbook of one table has about ten. */
    private static final int MOST_PARTS = 64;

    /** Most bytes of one part, unpacked; read piece by piece, so a bomb is not believed first. */
    private static final int PART_BYTES = 4 * 1024 * 1024;

    /** Most bytes of all parts. */
    private static final int ALL_BYTES = 8 * 1024 * 1024;

    private static final int END = 0x06054b50;
    private static final int ENTRY = 0x02014b50;
    private static final int HEADER = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY_BYTES = 46;
    private static final int HEADER_BYTES = 30;
    private static final int OTHER_NAME = 0x7075;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** Sizes come after the content (bit 3), names are UTF-8 (bit 11), how hard was packed (bits 1, 2). */
    private static final int HARMLESS_FLAGS = 0x0806 | 0x0008;

    private static final int SIZES_FOLLOW = 0x0008;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,64}(/[A-Za-z0-9_.\\[\\]-]{1,64}){0,5}");

    private final String file;
    private final ByteBuffer bytes;
    // Names differ by more than case: Open Packaging Conventions, ECMA-376-2, 6.2.2.3.
    private final Map<String, byte[]> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int unpacked;

    private ZipParts(String file, byte[] bytes) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Content by name. */
    static Map<String, byte[]> read(String file, byte[] bytes) throws TableRefusal {
        ZipParts zip = new ZipParts(file, bytes);
        zip.directory();
        return zip.parts;
    }

    private record Entry(String name, int flags, int method, int crc, int packed, int size, int header) {}

    private void directory() throws TableRefusal {
        int end = bytes.capacity() - END_BYTES;
        // A comment would stand behind this record, and can hold another one.
        if (end < 0 || bytes.getInt(end) != END || word(end + 20) != 0) {
            throw refused("it is no ZIP archive, or something follows the archive");
        }
        int count = word(end + 10);
        int size = bytes.getInt(end + 12);
        int start = bytes.getInt(end + 16);
        if (word(end + 4) != 0 || word(end + 6) != 0 || word(end + 8) != count || count == 0 || count > MOST_PARTS) {
            throw refused("the archive has several volumes, or not between 1 and " + MOST_PARTS + " entries");
        }
        if (start < 0 || size < 0 || (long) start + size != end) {
            throw refused("the directory of the archive is not where it says");
        }
        int at = start;
        int next = 0;
        for (int i = 0; i < count; i++) {
            Entry entry = entry(at, end);
            if (entry.header() != next) {
                throw refused("the entries do not follow each other");
            }
            next = content(entry, start);
            at += ENTRY_BYTES + word(at + 28) + word(at + 30);
        }
        if (at != end || next != start) {
            throw refused("there are bytes that belong to no entry");
        }
    }

    private Entry entry(int at, int end) throws TableRefusal {
        if (at + ENTRY_BYTES > end || bytes.getInt(at) != ENTRY) {
            throw refused("the directory of the archive breaks off");
        }
        int name = word(at + 28);
        int extra = word(at + 30);
        if (at + ENTRY_BYTES + name + extra > end || word(at + 32) != 0 || word(at + 34) != 0) {
            throw refused("an entry has a comment, another volume, or breaks off");
        }
        plain(at + ENTRY_BYTES + name, extra);
        return new Entry(
                name(at + ENTRY_BYTES, name),
                word(at + 8),
                word(at + 10),
                bytes.getInt(at + 16),
                bytes.getInt(at + 20),
                bytes.getInt(at + 24),
                bytes.getInt(at + 42));
    }

    /** APPNOTE.TXT 4.6.9: another name for the entry, which some programs prefer. */
    private void plain(int at, int length) throws TableRefusal {
        int end = at + length;
        for (int field = at; field < end; field += 4 + word(field + 2)) {
            if (field + 4 > end || field + 4 + word(field + 2) > end) {
                throw refused("an extra field of an entry breaks off");
            }
            if (word(field) == OTHER_NAME) {
                throw refused("an entry has two names");
            }
        }
    }

    private String name(int at, int length) throws TableRefusal {
        byte[] name = new byte[length];
        bytes.get(at, name);
        String text = new String(name, StandardCharsets.ISO_8859_1);
        if (!NAME.matcher(text).matches() || text.contains("..")) {
            throw refused("the name of an entry is not one of a workbook");
        }
        return text;
    }

    /** Unpacks the entry; gives where the next one begins. */
    private int content(Entry entry, int limit) throws TableRefusal {
        int at = entry.header();
        if (at < 0 || at + HEADER_BYTES > limit || bytes.getInt(at) != HEADER) {
            throw refused(entry.name() + " has no header");
        }
        int data = at + HEADER_BYTES + word(at + 26) + word(at + 28);
        if (entry.packed() < 0 || entry.size() < 0 || (long) data + entry.packed() > limit) {
            throw refused(entry.name() + " breaks off");
        }
        agree(entry, at);
        plain(at + HEADER_BYTES + word(at + 26), word(at + 28));
        if (entry.size() > PART_BYTES || (unpacked += entry.size()) > ALL_BYTES) {
            throw new TableRefusal(
                    PolicyFaultCode.SIZE, file + "!" + entry.name(), "a part of the workbook is too large unpacked");
        }
        byte[] content = unpack(entry, data);
        CRC32 crc = new CRC32();
        crc.update(content);
        if ((int) crc.getValue() != entry.crc()) {
            throw refused(entry.name() + " is damaged");
        }
        if (parts.put(entry.name(), content) != null) {
            throw refused(entry.name() + " stands there twice");
        }
        return descriptor(entry, data + entry.packed(), limit);
    }

    private void agree(Entry entry, int at) throws TableRefusal {
        boolean later = (entry.flags() & SIZES_FOLLOW) != 0;
        boolean sizes = later
                || (bytes.getInt(at + 14) == entry.crc()
                        && bytes.getInt(at + 18) == entry.packed()
                        && bytes.getInt(at + 22) == entry.size());
        boolean same = word(at + 6) == entry.flags()
                && word(at + 8) == entry.method()
                && sizes
                && word(at + 26) == entry.name().length()
                && name(at + HEADER_BYTES, word(at + 26)).equals(entry.name());
        if (!same) {
            throw refused("the header of " + entry.name() + " says something else than the directory");
        }
        if ((entry.flags() & ~HARMLESS_FLAGS) != 0 || (entry.method() != STORED && entry.method() != DEFLATED)) {
            throw refused(entry.name() + " is encrypted, or packed in a way that workbooks are not");
        }
    }

    private byte[] unpack(Entry entry, int data) throws TableRefusal {
        if (entry.method() == STORED) {
            if (entry.packed() != entry.size()) {
                throw refused(entry.name() + " is stored, and has two sizes");
            }
            return Arrays.copyOfRange(bytes.array(), data, data + entry.size());
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes.array(), data, entry.packed());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            while (!inflater.finished() && out.size() <= entry.size()) {
                int read = inflater.inflate(piece);
                if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                out.write(piece, 0, read);
            }
            if (!inflater.finished() || inflater.getRemaining() != 0 || out.size() != entry.size()) {
                throw refused(entry.name() + " has another size than the directory says");
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw refused(entry.name() + " cannot be unpacked");
        } finally {
            inflater.end();
        }
    }

    /** Behind content whose sizes follow stand CRC and sizes once more, with or without a signature before them. */
    private int descriptor(Entry entry, int at, int limit) throws TableRefusal {
        if ((entry.flags() & SIZES_FOLLOW) == 0) {
            return at;
        }
        int sums = at + 4 <= limit && bytes.getInt(at) == 0x08074b50 ? at + 4 : at;
        if (sums + 12 > limit
                || bytes.getInt(sums) != entry.crc()
                || bytes.getInt(sums + 4) != entry.packed()
                || bytes.getInt(sums + 8) != entry.size()) {
            throw refused("what follows " + entry.name() + " says something else than the directory");
        }
        return sums + 12;
    }

    private int word(int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    private TableRefusal refused(String why) {
        return new TableRefusal(PolicyFaultCode.TABLE_ARCHIVE, file, why);
    }
}
