package dev.immure.core.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes tars for tests, good and bad: every field of a header can be set, to nonsense too. */
public final class TestTar {
    private static final int RECORD = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** One entry; what is not set is what a plain tool would write. */
    public static final class Entry {
        private final char type;
        private final String name;
        private String link = "";
        private int mode = 0x1a4;
        private String uid = "0";
        private String gid = "0";
        private byte[] content = new byte[0];
        private String size = "";
        private long modified = 1_000_000_000L;
        private final Map<String, byte[]> pax = new LinkedHashMap<>();
        private byte[] binaryUid = new byte[0];
        private byte[] binarySize = new byte[0];

        public Entry(char type, String name) {
            this.type = type;
            this.name = name;
        }

        public Entry link(String target) {
            link = target;
            return this;
        }

        public Entry mode(int permissions) {
            mode = permissions;
            return this;
        }

        public Entry owner(int user, int group) {
            uid = Integer.toOctalString(user);
            gid = Integer.toOctalString(group);
            return this;
        }

        /** GNU's base-256 form: eight bytes. */
        public Entry binaryUid(byte... bytes) {
            binaryUid = bytes;
            return this;
        }

        /** GNU's base-256 form: twelve bytes. */
        public Entry binarySize(byte... bytes) {
            binarySize = bytes;
            return this;
        }

        public Entry content(String text) {
            content = text.getBytes(StandardCharsets.UTF_8);
            return this;
        }

        public Entry content(byte[] bytes) {
            content = bytes.clone();
            return this;
        }

        /** What the header says, whatever the content is. */
        public Entry declaredSize(long bytes) {
            size = Long.toOctalString(bytes);
            return this;
        }

        public Entry modified(long seconds) {
            modified = seconds;
            return this;
        }

        public Entry pax(String keyword, String value) {
            return pax(keyword, value.getBytes(StandardCharsets.UTF_8));
        }

        public Entry pax(String keyword, byte[] value) {
            pax.put(keyword, value.clone());
            return this;
        }
    }

    private TestTar() {}

    public static TestTar tar() {
        return new TestTar();
    }

    public TestTar directory(String path) {
        return add(new Entry('5', path + "/").mode(0x1ed));
    }

    public TestTar file(String path, String content) {
        return add(new Entry('0', path).content(content));
    }

    public TestTar symlink(String path, String target) {
        return add(new Entry('2', path).link(target).mode(0x1ff));
    }

    public TestTar hardLink(String path, String target) {
        return add(new Entry('1', path).link(target));
    }

    public TestTar whiteout(String path) {
        return add(new Entry('0', path));
    }

    public TestTar add(Entry entry) {
        if (!entry.pax.isEmpty()) {
            extension('x', records(entry.pax));
        }
        out.writeBytes(header(entry));
        return padded(entry.content);
    }

    /** An extension header and its body. */
    public TestTar extension(char type, byte[] body) {
        out.writeBytes(header(new Entry(type, "extension").content(body)));
        return padded(body);
    }

    public TestTar raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A header alone, to be changed and added by {@link #raw}; its checksum is made by {@link #seal}. */
    public static byte[] header(Entry entry) {
        byte[] record = new byte[RECORD];
        put(record, 0, entry.name);
        put(record, 100, String.format("%07o", entry.mode));
        put(record, 108, entry.uid);
        put(record, 116, entry.gid);
        put(record, 124, entry.size.isEmpty() ? Long.toOctalString(entry.content.length) : entry.size);
        put(record, 136, Long.toOctalString(entry.modified));
        record[156] = (byte) entry.type;
        put(record, 157, entry.link);
        put(record, 257, "ustar\0" + "00");
        System.arraycopy(entry.binaryUid, 0, record, 108, entry.binaryUid.length);
        System.arraycopy(entry.binarySize, 0, record, 124, entry.binarySize.length);
        return seal(record);
    }

    /** Puts the right checksum into a header. */
    public static byte[] seal(byte[] record) {
        put(record, 148, "        ");
        int sum = 0;
        for (byte b : record) {
            sum += b & 0xff;
        }
        put(record, 148, String.format("%06o\0 ", sum));
        return record;
    }

    public static byte[] records(Map<String, byte[]> pax) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        pax.forEach((keyword, value) -> body.writeBytes(record(keyword, value)));
        return body.toByteArray();
    }

    public static byte[] record(String keyword, byte[] value) {
        int rest = keyword.getBytes(StandardCharsets.UTF_8).length + value.length + 3;
        int length = rest + String.valueOf(rest).length();
        length = rest + String.valueOf(length).length();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((length + " " + keyword + "=").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(value);
        out.write('\n');
        return out.toByteArray();
    }

    /** With the end mark. */
    public byte[] bytes() {
        byte[] entries = out.toByteArray();
        byte[] all = new byte[entries.length + 2 * RECORD];
        System.arraycopy(entries, 0, all, 0, entries.length);
        return all;
    }

    /** Without it. */
    public byte[] bytesWithoutEnd() {
        return out.toByteArray();
    }

    private TestTar padded(byte[] content) {
        out.writeBytes(content);
        out.writeBytes(new byte[(RECORD - content.length % RECORD) % RECORD]);
        return this;
    }

    private static void put(byte[] record, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, record, offset, bytes.length);
    }
}
