package dev.immure.core.image.tree;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is promised of one name in an unpacked layer; a leaf of its Merkle tree. Texts hold one byte in each character, so
 * that a name is what the kernel has, whatever its encoding.
 *
 * @param path below the layer's root, parts joined by slashes; empty for the root itself
 * @param permissions the lower 12 bits
 * @param modified seconds since 1970
 * @param size in bytes; zero but for regular files
 * @param content of a regular file; of nothing else
 * @param link what a symbolic link names; of a regular file with several names, the first of them if it is not this one
 * @param xattrs extended attributes: the hash of each value by its name
 */
public record TreeEntry(
        Kind kind,
        String path,
        int permissions,
        long uid,
        long gid,
        long modified,
        long size,
        Optional<Sha256> content,
        String link,
        SortedMap<String, Sha256> xattrs) {
    /** PATH_MAX. */
    private static final int MAX_TEXT = 4096;

    /** More than the 64 KiB that names and values may have together hold of names of one byte. */
    private static final int MAX_XATTRS = 1 << 15;

    /** The most that {@link #encode} can make: texts, numbers, and attributes whose names fill listxattr(2)'s 64 KiB. */
    static final int MAX_BYTES = 2 * MAX_TEXT + 256 + (1 << 16) + MAX_XATTRS * Sha256.BYTES;

    /** Of the types of inode(7), those that a layer can hold. */
    public enum Kind {
        DIRECTORY('d'),
        REGULAR('f'),
        SYMLINK('l'),
        /** A character device 0:0: overlayfs's mark for what a lower layer has and this one hides. */
        WHITEOUT('w'),
        /** Anything else, which unpacking never makes. */
        OTHER('?');

        private final byte code;

        Kind(char code) {
            this.code = (byte) code;
        }

        static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("an entry is of an unknown type");
        }
    }

    public TreeEntry {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(content, "content is null");
        xattrs = Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
        if (path.length() > MAX_TEXT || link.length() > MAX_TEXT) {
            throw new IllegalArgumentException("a path is too long");
        }
        if (content.isPresent() != (kind == Kind.REGULAR)) {
            throw new IllegalArgumentException("content is of regular files, and of nothing else");
        }
    }

    /** The path for people, in UTF-8. */
    public String shownPath() {
        return path.isEmpty() ? "." : shown(path);
    }

    static String shown(String bytes) {
        return new String(bytes.getBytes(BYTES), StandardCharsets.UTF_8);
    }

    static final Charset BYTES = StandardCharsets.ISO_8859_1;

    /** The one encoding of this entry: numbers big-endian, texts with their length before them, attributes by name. */
    byte[] encode() {
        int length = 1 + 2 + path.length() + 2 + 4 + 4 + 8 + 8 + 2 + link.length() + 2;
        length += content.isPresent() ? Sha256.BYTES : 0;
        for (String name : xattrs.keySet()) {
            length += 2 + name.length() + Sha256.BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(kind.code);
        text(out, path);
        out.putShort((short) permissions)
                .putInt((int) uid)
                .putInt((int) gid)
                .putLong(modified)
                .putLong(size);
        content.ifPresent(hash -> hash.write(out));
        text(out, link);
        out.putShort((short) xattrs.size());
        for (Map.Entry<String, Sha256> xattr : xattrs.entrySet()) {
            text(out, xattr.getKey());
            xattr.getValue().write(out);
        }
        return out.array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException for anything else
     */
    static TreeEntry decode(ByteBuffer in) {
        try {
            Kind kind = Kind.of(in.get());
            String path = text(in);
            int permissions = in.getShort() & 0xffff;
            long uid = in.getInt() & 0xffffffffL;
            long gid = in.getInt() & 0xffffffffL;
            long modified = in.getLong();
            long size = in.getLong();
            Optional<Sha256> content = kind == Kind.REGULAR ? Optional.of(Sha256.read(in)) : Optional.empty();
            String link = text(in);
            SortedMap<String, Sha256> xattrs = new TreeMap<>();
            for (int left = in.getShort() & 0xffff; left > 0; left--) {
                xattrs.put(text(in), Sha256.read(in));
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("something follows an entry");
            }
            return new TreeEntry(kind, path, permissions, uid, gid, modified, size, content, link, xattrs);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("an entry ends too early", e);
        }
    }

    private static void text(ByteBuffer out, String text) {
        out.putShort((short) text.length()).put(text.getBytes(BYTES));
    }

    private static String text(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        if (length > in.remaining()) {
            throw new IllegalArgumentException("an entry ends too early");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, BYTES);
    }
}
