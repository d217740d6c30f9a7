package dev.immure.policy.audit;

import dev.immure.policy.PolicyInput;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A launch that a policy is replayed over. Texts come from images and command lines and are not yet escaped.
 *
 * @param id of the run, or the name of the file or image
 * @param time of the decision; empty when none was recorded
 * @param image as it was named, or its digest
 * @param before what was decided; empty when nothing was
 * @param facts what to decide on
 * @param masked pointers to values that were taken out of the facts: rules see {@code [masked]} there
 */
public record Launch(
        String id, Optional<Instant> time, String image, Optional<Outcome> before, Known facts, List<String> masked) {
    public Launch {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(facts, "facts is null");
        masked = List.copyOf(masked);
    }

    /** Whether there is anything to decide on. */
    public sealed interface Known {
        /** All of it. */
        record Facts(PolicyInput input) implements Known {}

        /**
         * Nothing.
         *
         * @param why in a few words, such as {@code no facts were recorded}
         */
        record Nothing(String why) implements Known {}
    }

    /** Facts of which nothing was ever decided. */
    public static Launch undecided(String id, PolicyInput input) {
        return new Launch(
                id,
                Optional.of(input.clock().instant()),
                input.image().reference(),
                Optional.empty(),
                new Known.Facts(input),
                List.of());
    }

    /** A launch that cannot be replayed. */
    public static Launch unknown(
            String id, Optional<Instant> time, String image, Optional<Outcome> before, String why) {
        return new Launch(id, time, image, before, new Known.Nothing(why), List.of());
    }

    /** The same after another decision. */
    public Launch decided(Outcome outcome) {
        return new Launch(id, time, image, Optional.of(outcome), facts, masked);
    }
}
