package dev.immure.core.image.tree;

import dev.immure.core.internal.kernel.FileStat;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The file that says how this host's file system showed a tree when it was known to be right: for each name what fstatat(2)
 * told, inode number and time of change included, and of a file that fs-verity guards its digest. Of use on this host and this file system only. A checksum ends it: against
 * decay, since whoever could forge it could forge the tree.
 */
final class SeenTree {
    private static final byte[] MARK = "immure-seen 1\n".getBytes(TreeEntry.BYTES);
    private static final int END = 0xff;
    private static final int MAX_DEPTH = 0xfe;

    /** In the mode, of which the kernel uses 16 bits: a digest follows the numbers. */
    private static final int SEALED = 1 << 31;

    /** Of a record, its numbers alone. */
    private static final int NUMBERS = 3 * Integer.BYTES + 4 * Long.BYTES + Integer.BYTES;

    /** Of the longest record. */
    private static final int BLOCK = 2 + 0xff + NUMBERS + Sha256.BYTES;

    private SeenTree() {}

    /**
     * One name.
     *
     * @param depth number of parts of its path; 0 for the root
     * @param name the last part, one byte in each character
     * @param verity what fs-verity measures of the file; empty when it does not guard it
     */
    record Entry(
            int depth,
            String name,
            int mode,
            long uid,
            long gid,
            long size,
            long modified,
            long inode,
            long changed,
            int changedNanos,
            Optional<Sha256> verity) {}

    /** Writes names as they come. */
    static final class Writer implements Closeable {
        private final CheckedOutputStream checked;
        private final DataOutputStream out;
        private final ByteBuffer block = ByteBuffer.allocate(BLOCK);

        Writer(OutputStream out) throws IOException {
            this.checked = new CheckedOutputStream(out, new CRC32());
            this.out = new DataOutputStream(checked);
            this.out.write(MARK);
        }

        void add(String path, FileStat stat, Optional<Sha256> verity) throws IOException {
            String name = path.substring(path.lastIndexOf('/') + 1);
            long depth =
                    path.isEmpty() ? 0 : 1 + path.chars().filter(c -> c == '/').count();
            if (depth > MAX_DEPTH) {
                throw new IOException("a path has more than " + MAX_DEPTH + " parts");
            }
            block.clear();
            block.put((byte) depth).put((byte) name.length()).put(name.getBytes(TreeEntry.BYTES));
            block.putInt(stat.mode() | (verity.isPresent() ? SEALED : 0))
                    .putInt((int) stat.uid())
                    .putInt((int) stat.gid());
            block.putLong(size(stat)).putLong(stat.modified()).putLong(stat.inode());
            block.putLong(stat.changed()).putInt(stat.changedNanos());
            verity.ifPresent(digest -> digest.write(block));
            out.write(block.array(), 0, block.position());
        }

        /** @param root of the manifest that was checked against what was seen */
        void finish(Sha256 root) throws IOException {
            out.writeByte(END);
            out.writeLong(root.first());
            out.writeLong(root.second());
            out.writeLong(root.third());
            out.writeLong(root.fourth());
            out.writeLong(checked.getChecksum().getValue());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Reads names back; nothing it gave counts before {@link #next} was empty without an exception. */
    static final class Reader {
        private final CheckedInputStream checked;
        private final DataInputStream in;
        private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
        private Optional<Sha256> root = Optional.empty();
        private int lastDepth = -1;

        /** @throws IllegalArgumentException when it is no such file */
        Reader(InputStream in) throws IOException {
            this.checked = new CheckedInputStream(in, new CRC32());
            this.in = new DataInputStream(checked);
            if (!Arrays.equals(this.in.readNBytes(MARK.length), MARK)) {
                throw new IllegalArgumentException("it does not begin as a record of a tree");
            }
        }

        /**
         * The next name; empty at the end, when the checksum was right.
         *
         * @throws IllegalArgumentException for what {@link Writer} does not write
         */
        Optional<Entry> next() throws IOException {
            try {
                int depth = in.readUnsignedByte();
                if (depth == END) {
                    finish();
                    return Optional.empty();
                }
                if (depth > lastDepth + 1 || (depth == 0) != (lastDepth < 0)) {
                    throw new IllegalArgumentException("a name lies beneath none");
                }
                lastDepth = depth;
                return Optional.of(entry(depth));
            } catch (EOFException e) {
                throw new IllegalArgumentException("it ends too early", e);
            }
        }

        /** Of the manifest; present at the end. */
        Optional<Sha256> root() {
            return root;
        }

        /** The whole record in one read: there are as many as names, and each launch reads them all. */
        private Entry entry(int depth) throws IOException {
            int name = in.readUnsignedByte();
            in.readFully(block.array(), 0, name + NUMBERS);
            block.clear().position(name);
            int mode = block.getInt();
            return new Entry(
                    depth,
                    new String(block.array(), 0, name, TreeEntry.BYTES),
                    mode & ~SEALED,
                    block.getInt() & 0xffffffffL,
                    block.getInt() & 0xffffffffL,
                    block.getLong(),
                    block.getLong(),
                    block.getLong(),
                    block.getLong(),
                    block.getInt(),
                    (mode & SEALED) == 0 ? Optional.empty() : Optional.of(digest()));
        }

        private Sha256 digest() throws IOException {
            return new Sha256(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        }

        private void finish() throws IOException {
            Sha256 read = digest();
            long computed = checked.getChecksum().getValue();
            if (in.readLong() != computed || in.read() >= 0) {
                throw new IllegalArgumentException("its checksum is wrong");
            }
            root = Optional.of(read);
        }
    }

    /** Directories' sizes are the file system's own business: what is in them is told by their times. */
    static long size(FileStat stat) {
        return stat.isDirectory() ? 0 : stat.size();
    }
}
