package dev.immure.policy.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A launch after the policy was replayed over it. Texts are not yet escaped.
 *
 * @param caller such as {@code uid 1000}; empty when it is not known
 * @param command that was to run; empty when it is not known
 * @param before what was decided; empty when nothing was
 * @param after what would be decided; empty when it could not be decided
 * @param problem why it could not; else empty
 * @param masked pointers to values that rules did not see
 */
public record Replayed(
        String id,
        Optional<Instant> time,
        String image,
        String caller,
        List<String> command,
        Effect effect,
        Optional<Outcome> before,
        Optional<Outcome> after,
        String problem,
        List<String> masked) {
    public Replayed {
        command = List.copyOf(command);
        masked = List.copyOf(masked);
    }

    /** In a few words why it came out so; of a decision that changes, what it says more ({@code +}) and less ({@code -}). */
    public String why() {
        return switch (effect) {
            case NOT_REPLAYED -> problem;
            case NEWLY_PERMITTED -> "no longer " + String.join(", ", codes(before));
            case CHANGED -> difference();
            case NEWLY_DENIED, DENIED, PERMITTED, UNCHANGED -> String.join(", ", codes(after));
        };
    }

    private static List<String> codes(Optional<Outcome> outcome) {
        return outcome.map(Outcome::codes).orElse(List.of());
    }

    private String difference() {
        Set<String> was = before.map(Outcome::meaning).orElse(Set.of());
        Set<String> is = after.map(Outcome::meaning).orElse(Set.of());
        List<String> words = new ArrayList<>();
        is.stream().filter(word -> !was.contains(word)).forEach(word -> words.add("+ " + word));
        was.stream().filter(word -> !is.contains(word)).forEach(word -> words.add("- " + word));
        return String.join(", ", words);
    }
}
