package dev.immure.core.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ext4LayoutTest {
    private static final int OWN = 16;

    /** What a program can use: all but bookkeeping, the root directory, what is kept, and the kernel's reserve. */
    private static long usableBlocks(Ext4Layout layout) {
        long used = 0;
        for (int group = 0; group < layout.groups(); group++) {
            used += layout.usedBlocksIn(group);
        }
        return layout.blocks() - used - layout.keptBlocks() - Math.min(layout.blocks() / 50, 4096);
    }

    private static long keptInodes(Ext4Layout layout) {
        long kept = 0;
        for (int group = 0; group < layout.groups(); group++) {
            kept += layout.keptInodesIn(group);
        }
        return kept;
    }

    private static void assertSound(long bytes, long inodes) {
        Ext4Layout layout = Ext4Layout.of(bytes, inodes);
        String what = bytes + " bytes, " + inodes + " inodes: " + layout;
        assertThat(usableBlocks(layout)).as(what).isEqualTo((bytes + 4095) / 4096 + OWN);
        assertThat(layout.inodes() - keptInodes(layout) - Ext4Layout.RESERVED_INODES)
                .as(what)
                .isEqualTo(inodes + OWN);
        assertThat(layout.keptBlocks()).as(what).isNotNegative();
        assertThat(layout.inodesPerGroup()).as(what).isBetween(16, 32_768);
        for (int group = 0; group < layout.groups(); group++) {
            assertThat(layout.blocksIn(group)).as(what).isBetween(layout.usedBlocksIn(group), 32_768);
        }
    }

    @ParameterizedTest
    @CsvSource({"65536,16", "4194304,64", "16777216,256", "1073741824,65536", "68719476736,1000000", "65536,5000000"})
    void itHoldsExactlyWhatIsWanted(long bytes, long inodes) {
        assertSound(bytes, inodes);
    }

    @Test
    void itHoldsExactlyWhatIsWantedWhateverThatIs() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            assertSound(
                    65_536 + random.nextLong(1L << (17 + random.nextInt(20))),
                    16 + random.nextLong(1L << (1 + random.nextInt(20))));
        }
    }

    @Test
    void whatNoDiskNumberHoldsIsRefused() {
        assertThatThrownBy(() -> Ext4Layout.of((4L << 40) + 1, 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ext4Layout.of(65_536, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ext4Layout.of(0, 16)).isInstanceOf(IllegalArgumentException.class);
    }
}
