package dev.immure.core.image.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    /** The definition of RFC 6962, section 2.1, word for word: slow, and hard to get wrong. */
    private static byte[] definition(List<byte[]> leaves) {
        MessageDigest hash = Digest.sha256();
        if (leaves.isEmpty()) {
            return hash.digest();
        }
        if (leaves.size() == 1) {
            hash.update((byte) 0);
            return hash.digest(leaves.getFirst());
        }
        int k = Integer.highestOneBit(leaves.size() - 1);
        byte[] left = definition(leaves.subList(0, k));
        byte[] right = definition(leaves.subList(k, leaves.size()));
        hash.update((byte) 1);
        hash.update(left);
        return hash.digest(right);
    }

    private static Digest root(List<byte[]> leaves) {
        MerkleTree tree = new MerkleTree();
        leaves.forEach(leaf -> tree.add(leaf, leaf.length));
        return tree.root();
    }

    @Test
    void isTheTreeHashOfTheRfcForAnyNumberOfLeaves() {
        List<byte[]> leaves = new ArrayList<>();
        for (int count = 0; count <= 70; count++) {
            assertThat(root(leaves)).as("%d leaves", count).isEqualTo(Digest.ofHash(definition(leaves)));
            leaves.add(("leaf " + count).getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aLeafMadeOfTwoHashesIsNotTheirNode() {
        byte[] a = {1};
        byte[] b = {2};
        byte[] both = HexFormat.of()
                .parseHex(root(List.of(a)).hex() + root(List.of(b)).hex());
        assertThat(root(List.of(both))).isNotEqualTo(root(List.of(a, b)));
    }

    @Test
    void treesAreStackedByTheirRootsInTheirOrder() {
        byte[] a = {1};
        byte[] b = {2};
        Digest rootA = root(List.of(a));
        Digest rootB = root(List.of(b));
        List<byte[]> leaves =
                List.of(HexFormat.of().parseHex(rootA.hex()), HexFormat.of().parseHex(rootB.hex()));
        assertThat(TreeRecord.rootOf(List.of(rootA, rootB))).isEqualTo(Digest.ofHash(definition(leaves)));
        assertThat(TreeRecord.rootOf(List.of(rootB, rootA))).isNotEqualTo(TreeRecord.rootOf(List.of(rootA, rootB)));
        assertThat(TreeRecord.rootOf(List.of(rootA))).isNotEqualTo(rootA);
    }

    @Test
    void theOrderOfLeavesCounts() {
        assertThat(root(List.of(new byte[] {1}, new byte[] {2})))
                .isNotEqualTo(root(List.of(new byte[] {2}, new byte[] {1})));
    }
}
