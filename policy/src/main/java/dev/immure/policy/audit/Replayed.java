package dev.immure.policy.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
}
