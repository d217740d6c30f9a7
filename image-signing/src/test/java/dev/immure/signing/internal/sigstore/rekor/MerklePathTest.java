package dev.immure.signing.internal.sigstore.rekor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.internal.sigstore.wire.Bytes;
import dev.immure.signing.testing.sigstore.TestLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The walk of RFC 9162 against the recursive definition of RFC 6962, for every leaf of every small tree. */
class MerklePathTest {
    private static final int LARGEST = 40;

    @Test
    void everyPathOfEverySmallTreeLeadsToItsRoot() {
        List<byte[]> leaves = new ArrayList<>();
        for (int size = 1; size <= LARGEST; size++) {
            leaves.add(new byte[] {(byte) size});
            Bytes root = Bytes.of(TestLog.root(leaves));
            for (int index = 0; index < size; index++) {
                List<Bytes> path =
                        TestLog.path(index, leaves).stream().map(Bytes::of).toList();
                assertThat(MerklePath.root(leaves.get(index), index, size, path))
                        .contains(root);
                assertNothingElseLeadsThere(leaves, index, path, root);
            }
        }
    }

    private static void assertNothingElseLeadsThere(List<byte[]> leaves, int index, List<Bytes> path, Bytes root) {
        int size = leaves.size();
        for (int other = 0; other < size; other++) {
            if (other != index) {
                assertThat(MerklePath.root(leaves.get(index), other, size, path))
                        .isNotEqualTo(Optional.of(root));
            }
        }
        List<Bytes> longer = new ArrayList<>(path);
        longer.add(root);
        assertThat(MerklePath.root(leaves.get(index), index, size, longer)).isEmpty();
        if (!path.isEmpty()) {
            assertThat(MerklePath.root(leaves.get(index), index, size, path.subList(0, path.size() - 1)))
                    .isEmpty();
        }
    }

    @Test
    void aLeafOutsideOfTheTreeHasNoPath() {
        assertThat(MerklePath.root(new byte[0], 1, 1, List.of())).isEmpty();
        assertThat(MerklePath.root(new byte[0], -1, 1, List.of())).isEmpty();
        assertThat(MerklePath.root(new byte[0], 0, 0, List.of())).isEmpty();
    }
}
