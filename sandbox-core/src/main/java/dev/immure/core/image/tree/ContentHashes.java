package dev.immure.core.image.tree;

import java.util.Arrays;
import java.util.Optional;

/**
 * The hashes of the files of one tree by inode, as they were computed while the files were written: nothing is read a
 * second time. Arrays of numbers with open addressing, since a layer may have a million files.
 */
public final class ContentHashes {
    private static final int WORDS = 5;

    /** For each file its inode, which is never 0 on Linux, and the four words of its hash. */
    private long[] table = new long[WORDS << 10];

    private int count;

    /** For no file yet. */
    public ContentHashes() {
        // The table grows as files come.
    }

    /** A later hash of the same inode replaces the earlier one. */
    public void put(long inode, Sha256 hash) {
        if (2 * (count + 1) > table.length / WORDS) {
            grow();
        }
        int at = find(inode);
        count += table[at] == 0 ? 1 : 0;
        table[at] = inode;
        table[at + 1] = hash.first();
        table[at + 2] = hash.second();
        table[at + 3] = hash.third();
        table[at + 4] = hash.fourth();
    }

    public Optional<Sha256> get(long inode) {
        int at = find(inode);
        return table[at] == 0
                ? Optional.empty()
                : Optional.of(new Sha256(table[at + 1], table[at + 2], table[at + 3], table[at + 4]));
    }

    /** Where the inode is, or would be. There are always free places. */
    private int find(long inode) {
        int places = table.length / WORDS;
        int place = (int) ((inode * 0x9e3779b97f4a7c15L) >>> (33 + Integer.numberOfLeadingZeros(places)));
        while (table[place * WORDS] != 0 && table[place * WORDS] != inode) {
            place = (place + 1) & (places - 1);
        }
        return place * WORDS;
    }

    private void grow() {
        long[] old = table;
        table = new long[Math.multiplyExact(2, old.length)];
        for (int at = 0; at < old.length; at += WORDS) {
            if (old[at] != 0) {
                long[] row = Arrays.copyOfRange(old, at, at + WORDS);
                System.arraycopy(row, 0, table, find(row[0]), WORDS);
            }
        }
    }
}
