package dev.immure.core.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the definitions of RFC 6962, written a second time in {@link NaiveTree}. */
class MerkleTreeTest {
    private static final int SMALL = 40;

    /** Made with openssl, as docs/audit-log.md shows: the entries are "a", "b", "c". */
    @Test
    void rootsAreThoseThatOpensslComputes() {
        List<Digest> leaves = List.of(leaf("a"), leaf("b"), leaf("c"));
        assertThat(leaves.getFirst().hex())
                .isEqualTo("022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c");
        assertThat(frontier(leaves.subList(0, 2)).root().hex())
                .isEqualTo("b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb");
        assertThat(frontier(leaves).root().hex())
                .isEqualTo("36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1");
        assertThat(Frontier.EMPTY.root().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void rootsAreThoseOfTheDefinition() {
        List<Digest> leaves = leaves(300);
        Frontier grown = Frontier.EMPTY;
        for (int size = 0; size <= leaves.size(); size++) {
            assertThat(grown.root()).as("%d leaves", size).isEqualTo(NaiveTree.root(leaves.subList(0, size)));
            assertThat(grown.subtrees()).hasSizeLessThanOrEqualTo(10);
            grown = size < leaves.size() ? grown.plus(leaves.get(size)) : grown;
        }
    }

    @Test
    void everyInclusionProofOfEverySmallTreeIsThatOfTheDefinitionAndHolds() {
        List<Digest> leaves = leaves(SMALL);
        for (int size = 1; size <= SMALL; size++) {
            List<Digest> tree = leaves.subList(0, size);
            for (int index = 0; index < size; index++) {
                List<Digest> path = hashes(Span.path(index, size), tree, 0).orElseThrow();
                assertThat(path).isEqualTo(NaiveTree.path(index, tree));
                assertThat(new InclusionProof(index, size, path).root(leaves.get(index)))
                        .contains(NaiveTree.root(tree));
            }
        }
    }

    @Test
    void everyConsistencyProofOfEverySmallTreeIsThatOfTheDefinitionAndHolds() {
        List<Digest> leaves = leaves(SMALL);
        for (int second = 1; second <= SMALL; second++) {
            List<Digest> tree = leaves.subList(0, second);
            for (int first = 1; first <= second; first++) {
                List<Digest> path =
                        hashes(Span.consistency(first, second), tree, 0).orElseThrow();
                assertThat(path).isEqualTo(NaiveTree.proof(first, tree, true));
                assertThat(new ConsistencyProof(first, second, path)
                                .holds(NaiveTree.root(tree.subList(0, first)), NaiveTree.root(tree)))
                        .isTrue();
            }
        }
    }

    @Test
    void proofsOfLargerTreesHold() {
        Random random = new Random(6962);
        for (int i = 0; i < 60; i++) {
            int size = 1 + random.nextInt(3000);
            List<Digest> tree = leaves(size);
            int index = random.nextInt(size);
            Digest root = frontier(tree).root();
            List<Digest> path = hashes(Span.path(index, size), tree, 0).orElseThrow();
            assertThat(new InclusionProof(index, size, path).root(tree.get(index)))
                    .contains(root);
            int first = 1 + random.nextInt(size);
            List<Digest> proof = hashes(Span.consistency(first, size), tree, 0).orElseThrow();
            assertThat(new ConsistencyProof(first, size, proof)
                            .holds(frontier(tree.subList(0, first)).root(), root))
                    .isTrue();
        }
    }

    /** What retention leaves: the first leaves are gone, and only their frontier is known. */
    @Test
    void whatIsLeftOfATreeIsProvenWithoutTheLeavesThatAreGone() {
        List<Digest> leaves = leaves(SMALL);
        for (int removed = 0; removed <= SMALL; removed++) {
            for (int index = removed; index < SMALL; index++) {
                assertThat(hashes(Span.path(index, SMALL), leaves, removed))
                        .as("leaf %d, %d removed", index, removed)
                        .contains(NaiveTree.path(index, leaves));
            }
            for (int first = Math.max(1, removed); first <= SMALL; first++) {
                assertThat(hashes(Span.consistency(first, SMALL), leaves, removed))
                        .as("from %d, %d removed", first, removed)
                        .contains(NaiveTree.proof(first, leaves, true));
            }
        }
    }

    @Test
    void aProofThatNeedsALeafThatIsGoneIsNotMadeUp() {
        assertThat(hashes(Span.path(0, 8), leaves(8), 3)).isEmpty();
        assertThat(hashes(Span.path(1, 8), leaves(8), 3)).isEmpty();
        assertThat(hashes(Span.consistency(3, 8), leaves(8), 5)).isEmpty();
    }

    @Test
    void aProofDoesNotHoldForAnythingElse() {
        List<Digest> tree = leaves(21);
        Digest root = frontier(tree).root();
        for (int index = 0; index < 21; index++) {
            List<Digest> path = hashes(Span.path(index, 21), tree, 0).orElseThrow();
            for (int other = 0; other < 21; other++) {
                assertThat(new InclusionProof(index, 21, path)
                                .root(tree.get(other))
                                .equals(Optional.of(root)))
                        .isEqualTo(other == index);
            }
            for (int i = 0; i < path.size(); i++) {
                List<Digest> broken = new ArrayList<>(path);
                broken.set(i, leaf("other"));
                assertThat(new InclusionProof(index, 21, broken).root(tree.get(index)))
                        .isNotEqualTo(Optional.of(root));
                broken.remove(i);
                assertThat(new InclusionProof(index, 21, broken).root(tree.get(index)))
                        .isNotEqualTo(Optional.of(root));
            }
            List<Digest> longer = new ArrayList<>(path);
            longer.add(leaf("more"));
            assertThat(new InclusionProof(index, 21, longer).root(tree.get(index)))
                    .isEmpty();
        }
    }

    @Test
    void aConsistencyProofDoesNotHoldForAnotherHistory() {
        List<Digest> tree = leaves(21);
        Digest root = frontier(tree).root();
        for (int first = 1; first < 21; first++) {
            ConsistencyProof proof = new ConsistencyProof(
                    first, 21, hashes(Span.consistency(first, 21), tree, 0).orElseThrow());
            List<Digest> other = new ArrayList<>(tree.subList(0, first));
            other.set(first - 1, leaf("other"));
            assertThat(proof.holds(frontier(other).root(), root)).isFalse();
            assertThat(proof.holds(frontier(tree.subList(0, first)).root(), leaf("other")))
                    .isFalse();
            assertThat(new ConsistencyProof(first, 21, List.of())
                            .holds(frontier(tree.subList(0, first)).root(), root))
                    .isFalse();
        }
    }

    @Test
    void aFrontierHasOneSubtreeForEachBit() {
        assertThatThrownBy(() -> new Frontier(3, List.of(leaf("a")))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frontier(-1, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Optional<List<Digest>> hashes(List<Span> spans, List<Digest> leaves, int removed) {
        SpanHashes hashes = new SpanHashes(spans, frontier(leaves.subList(0, removed)));
        for (int i = removed; i < leaves.size(); i++) {
            hashes.add(i, leaves.get(i));
        }
        return hashes.hashes();
    }

    private static Frontier frontier(List<Digest> leaves) {
        Frontier frontier = Frontier.EMPTY;
        for (Digest leaf : leaves) {
            frontier = frontier.plus(leaf);
        }
        return frontier;
    }

    private static List<Digest> leaves(int count) {
        List<Digest> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(leaf("record " + i));
        }
        return leaves;
    }

    private static Digest leaf(String entry) {
        return TreeHash.leaf(entry.getBytes(StandardCharsets.UTF_8));
    }
}
