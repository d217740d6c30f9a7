package dev.immure.policy.explain;

import dev.immure.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A change worth trying.
 *
 * @param place whose fact it changes
 * @param kind what a reader is told
 * @param edits made together, in this order; the first one names the change
 * @param effort of changes of one kind at one place the smaller is nearer: how far a number moves, how long a list gets
 */
record Candidate(FactPlace place, Change.Kind kind, List<Edit> edits, double effort) {
    /** Nearest first. */
    static final Comparator<Candidate> ORDER = Comparator.comparingInt(
                    (Candidate candidate) -> candidate.place.distance())
            .thenComparingDouble(Candidate::effort)
            .thenComparing(Candidate::place)
            .thenComparing(Candidate::kind)
            .thenComparing(Candidate::pointer)
            .thenComparing(candidate -> candidate.to().orElse(""));

    Candidate {
        edits = List.copyOf(edits);
    }

    String pointer() {
        return edits.getFirst().pointer();
    }

    JsonObject in(JsonObject document) {
        JsonObject changed = document;
        for (Edit edit : edits) {
            changed = edit.in(changed);
        }
        return changed;
    }

    Optional<String> to() {
        return edits.getFirst().value().map(JsonText::of);
    }
}
