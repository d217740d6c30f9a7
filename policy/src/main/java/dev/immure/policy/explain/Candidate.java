package dev.immure.policy.explain;

import dev.immure.core.json.JsonObject;
import dev.immure.policy.PolicyBundle;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A change worth trying. */
sealed interface Candidate {
    /** Nearest first. */
    Comparator<Candidate> ORDER = Comparator.comparingInt(Candidate::distance)
            .thenComparingDouble(Candidate::effort)
            .thenComparing(Candidate::kind)
            .thenComparing(Candidate::pointer)
            .thenComparing(candidate -> candidate.to().orElse(""));

    /** What a reader is told. */
    Change.Kind kind();

    /** Where it is made: in the facts, or in {@code policy.yaml}. */
    String pointer();

    /** As JSON; empty when something has to go. */
    Optional<String> to();

    /** Who could make the change: the smaller, the nearer to whoever asks. */
    int distance();

    /** Of changes at one distance the smaller is nearer: how far a number moves, how long a list gets. */
    double effort();

    /**
     * Other facts.
     *
     * @param place whose fact it changes
     * @param edits made together, in this order; the first one names the change
     */
    record OfFacts(FactPlace place, Change.Kind kind, List<Edit> edits, double effort) implements Candidate {
        public OfFacts {
            edits = List.copyOf(edits);
        }

        @Override
        public String pointer() {
            return edits.getFirst().pointer();
        }

        @Override
        public Optional<String> to() {
            return edits.getFirst().value().map(JsonText::of);
        }

        @Override
        public int distance() {
            return place.distance();
        }

        JsonObject in(JsonObject document) {
            JsonObject changed = document;
            for (Edit edit : edits) {
                changed = edit.in(changed);
            }
            return changed;
        }
    }

    /**
     * Other data beside the same rules.
     *
     * @param from what is there, for people
     * @param policy with the change, made when it is tried
     */
    record OfPolicy(
            Change.Kind kind,
            String pointer,
            Optional<String> from,
            Optional<String> to,
            Supplier<PolicyBundle> policy,
            double effort)
            implements Candidate {
        /**
         * A parameter stands behind what the request could ask otherwise and before what the image is; a waiver, which
         * lifts whatever one rule denies, behind everything.
         */
        @Override
        public int distance() {
            return kind == Change.Kind.WAIVER ? Integer.MAX_VALUE : 1;
        }
    }
}
