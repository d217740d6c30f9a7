package dev.immure.core.image.tree;

import dev.immure.core.image.Digest;
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

/**
 * The file that lists the entries of a tree in the order of {@link TreeWalk}: a mark, then each entry with its length
 * before it. Its Merkle root stands for all of it.
 */
public final class TreeManifest {
    static final byte[] MARK = "immure-tree 1\n".getBytes(TreeEntry.BYTES);

    private TreeManifest() {}

    /** Writes entries as they come. */
    static final class Writer implements Closeable {
        private final DataOutputStream out;
        private final MerkleTree tree = new MerkleTree();
        private long entries;

        Writer(OutputStream out) throws IOException {
            this.out = new DataOutputStream(out);
            this.out.write(MARK);
        }

        void add(TreeEntry entry) throws IOException {
            byte[] leaf = entry.encode();
            out.writeInt(leaf.length);
            out.write(leaf);
            tree.add(leaf, leaf.length);
            entries++;
        }

        long entries() {
            return entries;
        }

        /** To be asked once, at the end. */
        Digest root() {
            return tree.root();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Reads entries back, one at a time, and refuses what {@link Writer} does not write. */
    static final class Reader {
        private final DataInputStream in;
        private final MerkleTree tree = new MerkleTree();
        private final TreeOrder order = new TreeOrder();
        private Optional<String> lastPath = Optional.empty();

        /** @throws IllegalArgumentException when it is no such file */
        Reader(InputStream in) throws IOException {
            this.in = new DataInputStream(in);
            if (!Arrays.equals(this.in.readNBytes(MARK.length), MARK)) {
                throw new IllegalArgumentException("it does not begin as a list of a tree");
            }
        }

        /**
         * The next entry; empty at the end.
         *
         * @throws IllegalArgumentException for one that is malformed or out of order
         */
        Optional<TreeEntry> next() throws IOException {
            byte[] prefix = in.readNBytes(Integer.BYTES);
            if (prefix.length == 0) {
                return Optional.empty();
            }
            int length =
                    prefix.length == Integer.BYTES ? ByteBuffer.wrap(prefix).getInt() : -1;
            if (length < 0 || length > TreeEntry.MAX_BYTES) {
                throw new IllegalArgumentException("an entry has an impossible length");
            }
            byte[] leaf = new byte[length];
            try {
                in.readFully(leaf);
            } catch (EOFException e) {
                throw new IllegalArgumentException("it ends within an entry", e);
            }
            tree.add(leaf, length);
            return Optional.of(inOrder(TreeEntry.decode(ByteBuffer.wrap(leaf))));
        }

        /** To be asked once, at the end. */
        Digest root() {
            return tree.root();
        }

        private TreeEntry inOrder(TreeEntry entry) {
            boolean follows = lastPath.map(last -> order.compare(last, entry.path()) < 0)
                    .orElse(entry.path().isEmpty());
            if (!follows) {
                throw new IllegalArgumentException("its entries are out of order");
            }
            lastPath = Optional.of(entry.path());
            return entry;
        }
    }
}
