package dev.immure.core.audit.tree;

import dev.immure.core.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hashes of some spans of a tree, gathered while its leaves pass by once: memory does not grow with the tree. */
public final class SpanHashes {
    private final List<Gathering> gatherings = new ArrayList<>();

    /**
     * Hashes of these spans.
     *
     * @param removed of the leaves that are not there any more; those that pass by begin right behind them
     */
    public SpanHashes(List<Span> spans, Frontier removed) {
        for (Span span : spans) {
            gatherings.add(new Gathering(span, removed));
        }
    }

    /** The next leaf. */
    public void add(long index, Digest leaf) {
        for (Gathering gathering : gatherings) {
            gathering.add(index, leaf);
        }
    }

    /** In the order of the spans; empty when some leaves were removed that are needed one by one, or never came. */
    public Optional<List<Digest>> hashes() {
        List<Digest> hashes = new ArrayList<>();
        for (Gathering gathering : gatherings) {
            if (gathering.leaves.size() != gathering.span.end() - gathering.span.first()) {
                return Optional.empty();
            }
            hashes.add(gathering.leaves.root());
        }
        return Optional.of(hashes);
    }

    private static final class Gathering {
        private final Span span;
        private Frontier leaves;

        Gathering(Span span, Frontier removed) {
            this.span = span;
            this.leaves = known(span, removed);
        }

        /**
         * A span that begins among the removed leaves: what it has of them is one of their subtrees, or some whole ones at
         * their end, since it begins at a multiple of a power of two that is no smaller than itself.
         */
        private static Frontier known(Span span, Frontier removed) {
            if (span.first() >= removed.size()) {
                return Frontier.EMPTY;
            }
            try {
                List<Digest> subtrees = removed.from(span.first());
                if (span.end() >= removed.size()) {
                    return new Frontier(removed.size() - span.first(), subtrees);
                }
                long leaves = Long.highestOneBit(removed.size() - span.first());
                return leaves == span.end() - span.first()
                        ? new Frontier(leaves, subtrees.subList(0, 1))
                        : Frontier.EMPTY;
            } catch (IllegalArgumentException e) {
                return Frontier.EMPTY;
            }
        }

        void add(long index, Digest leaf) {
            if (index >= span.first() && index < span.end() && index == span.first() + leaves.size()) {
                leaves = leaves.plus(leaf);
            }
        }
    }
}
