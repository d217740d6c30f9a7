package dev.immure.core.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Writes an empty ext4 into a file of zeros: superblock, group descriptors, bitmaps and a root directory. The rest of
 * such a file system is zeros, so this takes a few writes and no mkfs(8). No journal and no checksums: nobody reads it
 * after the run. Fields and offsets are those of Linux, Documentation/filesystems/ext4.
 */
final class Ext4Image {
    private static final int SUPERBLOCK_OFFSET = 1024;
    private static final int DESCRIPTOR = 32;
    private static final int COMPAT_EXT_ATTR = 0x8;
    private static final int COMPAT_DIR_INDEX = 0x20;

    /** With no group named for it there is no copy of the superblock: a copy is for repairs. */
    private static final int COMPAT_SPARSE_SUPER2 = 0x200;

    private static final int INCOMPAT_FILETYPE = 0x2;
    private static final int INCOMPAT_EXTENTS = 0x40;
    private static final int RO_COMPAT_LARGE_FILE = 0x2;
    private static final int RO_COMPAT_HUGE_FILE = 0x8;
    private static final int RO_COMPAT_DIR_NLINK = 0x20;
    private static final int RO_COMPAT_EXTRA_ISIZE = 0x40;
    private static final int EXTRA_ISIZE = 32;
    private static final int ROOT = 2;
    private static final int ROOT_MODE = 0x4000 | 0700;
    private static final int EXTENTS_FLAG = 0x80000;

    private final Ext4Layout layout;
    private final FileChannel file;

    private Ext4Image(Ext4Layout layout, FileChannel file) {
        this.layout = layout;
        this.file = file;
    }

    /**
     * @param file all zeros, of the layout's size
     * @param seed 16 random bytes for the hashes of large directories: who knows them can make names collide
     * @param uid owner of the root directory, mode 0700
     */
    static void write(Ext4Layout layout, FileChannel file, byte[] seed, long uid, long gid) throws IOException {
        Ext4Image image = new Ext4Image(layout, file);
        for (int group = 0; group < layout.groups(); group++) {
            image.put(image.bitmaps(group), layout.bookkeeping(group));
        }
        image.put(rootDirectory(), layout.firstData(0));
        image.put(image.rootInode(uid, gid), layout.bookkeeping(0) + 2);
        image.put(image.descriptors(), 1);
        // Last: without it there is no file system.
        image.put(image.superblock(seed), 0);
    }

    private void put(ByteBuffer blocks, long at) throws IOException {
        blocks.rewind();
        long position = at * Ext4Layout.BLOCK;
        while (blocks.hasRemaining()) {
            position += file.write(blocks, position);
        }
    }

    private static ByteBuffer blocks(int count) {
        return ByteBuffer.allocate(count * Ext4Layout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer superblock(byte[] seed) {
        ByteBuffer out = blocks(1);
        ByteBuffer s = out.slice(SUPERBLOCK_OFFSET, 1024).order(ByteOrder.LITTLE_ENDIAN);
        long freeBlocks = 0;
        long freeInodes = 0;
        for (int group = 0; group < layout.groups(); group++) {
            freeBlocks += freeBlocks(group);
            freeInodes += freeInodes(group);
        }
        s.putInt(0, (int) layout.inodes());
        s.putInt(4, (int) layout.blocks());
        s.putInt(8, (int) layout.keptBlocks());
        s.putInt(12, (int) freeBlocks);
        s.putInt(16, (int) freeInodes);
        s.putInt(24, 2); // blocks of 1024 << 2
        s.putInt(28, 2);
        s.putInt(32, Ext4Layout.GROUP_BLOCKS);
        s.putInt(36, Ext4Layout.GROUP_BLOCKS);
        s.putInt(40, layout.inodesPerGroup());
        s.putShort(54, (short) -1); // no check after so many mounts
        s.putShort(56, (short) 0xef53);
        s.putShort(58, (short) 1); // unmounted cleanly
        s.putShort(60, (short) 1); // on errors go on: they are the sandbox's own
        s.putInt(76, 1); // revision with the fields below
        s.putInt(84, Ext4Layout.RESERVED_INODES + 1);
        s.putShort(88, (short) Ext4Layout.INODE);
        s.putInt(92, COMPAT_EXT_ATTR | COMPAT_DIR_INDEX | COMPAT_SPARSE_SUPER2);
        s.putInt(96, INCOMPAT_FILETYPE | INCOMPAT_EXTENTS);
        s.putInt(100, RO_COMPAT_LARGE_FILE | RO_COMPAT_HUGE_FILE | RO_COMPAT_DIR_NLINK | RO_COMPAT_EXTRA_ISIZE);
        s.put(104, seed, 0, 16); // the UUID: some number that no other one has
        s.put(236, seed, 0, 16);
        s.put(252, (byte) 1); // half MD4 over the names of large directories
        s.putShort(348, (short) EXTRA_ISIZE);
        s.putShort(350, (short) EXTRA_ISIZE);
        s.putInt(352, 1); // hashes of signed characters
        return out;
    }

    private ByteBuffer descriptors() {
        ByteBuffer out = blocks(layout.descriptorBlocks());
        for (int group = 0; group < layout.groups(); group++) {
            int at = group * DESCRIPTOR;
            int bookkeeping = (int) layout.bookkeeping(group);
            out.putInt(at, bookkeeping);
            out.putInt(at + 4, bookkeeping + 1);
            out.putInt(at + 8, bookkeeping + 2);
            out.putShort(at + 12, (short) freeBlocks(group));
            out.putShort(at + 14, (short) freeInodes(group));
            out.putShort(at + 16, (short) (group == 0 ? 1 : 0));
        }
        return out;
    }

    /** A bit for each block and each inode; what lies beyond the end counts as used. */
    private ByteBuffer bitmaps(int group) {
        byte[] bits = new byte[2 * Ext4Layout.BLOCK];
        int inodes = 8 * Ext4Layout.BLOCK;
        set(bits, 0, layout.usedBlocksIn(group));
        set(bits, layout.blocksIn(group), inodes);
        set(bits, inodes, inodes + (group == 0 ? Ext4Layout.RESERVED_INODES : 0));
        set(bits, inodes + layout.inodesPerGroup() - layout.keptInodesIn(group), 2 * inodes);
        return ByteBuffer.wrap(bits);
    }

    private static void set(byte[] bits, int from, int to) {
        int at = from;
        for (; at < to && at % 8 != 0; at++) {
            bits[at / 8] |= (byte) (1 << at % 8);
        }
        if (at < to) {
            Arrays.fill(bits, at / 8, to / 8, (byte) 0xff);
            for (at = Math.max(at, to / 8 * 8); at < to; at++) {
                bits[at / 8] |= (byte) (1 << at % 8);
            }
        }
    }

    private int freeBlocks(int group) {
        return layout.blocksIn(group) - layout.usedBlocksIn(group);
    }

    private int freeInodes(int group) {
        return layout.inodesPerGroup() - layout.keptInodesIn(group) - (group == 0 ? Ext4Layout.RESERVED_INODES : 0);
    }

    private ByteBuffer rootInode(long uid, long gid) {
        ByteBuffer out = blocks(1);
        ByteBuffer i =
                out.slice((ROOT - 1) * Ext4Layout.INODE, Ext4Layout.INODE).order(ByteOrder.LITTLE_ENDIAN);
        i.putShort(0, (short) ROOT_MODE);
        i.putShort(2, (short) uid);
        i.putInt(4, Ext4Layout.BLOCK);
        i.putShort(24, (short) gid);
        i.putShort(26, (short) 2); // itself and its dot
        i.putInt(28, Ext4Layout.BLOCK / 512);
        i.putInt(32, EXTENTS_FLAG);
        i.putShort(40, (short) 0xf30a); // an extent tree of one leaf
        i.putShort(42, (short) 1);
        i.putShort(44, (short) 4);
        i.putShort(56, (short) 1);
        i.putInt(60, (int) layout.firstData(0));
        i.putShort(120, (short) (uid >> 16));
        i.putShort(122, (short) (gid >> 16));
        i.putShort(128, (short) EXTRA_ISIZE);
        return out;
    }

    private static ByteBuffer rootDirectory() {
        ByteBuffer out = blocks(1);
        directoryEntry(out, 0, 12, ".");
        directoryEntry(out, 12, Ext4Layout.BLOCK - 12, "..");
        return out;
    }

    private static void directoryEntry(ByteBuffer out, int at, int length, String name) {
        out.putInt(at, ROOT);
        out.putShort(at + 4, (short) length);
        out.put(at + 6, (byte) name.length());
        out.put(at + 7, (byte) 2); // a directory
        for (int i = 0; i < name.length(); i++) {
            out.put(at + 8 + i, (byte) name.charAt(i));
        }
    }
}
