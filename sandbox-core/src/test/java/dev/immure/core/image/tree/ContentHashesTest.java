package dev.immure.core.image.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentHashesTest {
    @Test
    void keepsEachOfManyAndKnowsNoOther() {
        ContentHashes hashes = new ContentHashes();
        // Numbers as file systems give them: in a row, and far apart.
        for (long i = 1; i <= 20_000; i++) {
            hashes.put(i, new Sha256(i, 0, 0, 1));
            hashes.put(i << 40, new Sha256(i, 0, 0, 2));
        }
        for (long i = 1; i <= 20_000; i++) {
            assertThat(hashes.get(i)).contains(new Sha256(i, 0, 0, 1));
            assertThat(hashes.get(i << 40)).contains(new Sha256(i, 0, 0, 2));
        }
        assertThat(hashes.get(20_001)).isEmpty();
        assertThat(hashes.get(-1)).isEmpty();
    }

    @Test
    void theLaterHashOfAFileCounts() {
        ContentHashes hashes = new ContentHashes();
        hashes.put(5, new Sha256(1, 1, 1, 1));
        hashes.put(5, new Sha256(2, 2, 2, 2));
        assertThat(hashes.get(5)).contains(new Sha256(2, 2, 2, 2));
    }
}
