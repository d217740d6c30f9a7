package dev.immure.policy;

import dev.immure.core.image.Digest;
import java.util.Optional;

/** What policies answered before to the same facts. */
public interface DecisionMemory {
    /** Remembers nothing. */
    DecisionMemory NONE = new DecisionMemory() {
        @Override
        public Optional<PolicyAnswer> recall(Digest policy, PolicyInput input) {
            return Optional.empty();
        }

        @Override
        public void remember(Digest policy, PolicyInput input, PolicyAnswer answer) {}
    };

    /**
     * What the policy answered to these facts; empty when that is not known. Never throws.
     *
     * @param policy digest of all that the policy says
     * @param input with a clock of which no more is left than the policy can tell
     */
    Optional<PolicyAnswer> recall(Digest policy, PolicyInput input);

    /** Whether to look here takes less time than to ask rules that are loaded. */
    default boolean isQuick() {
        return false;
    }

    /** Notes an answer, if that can be done. Never throws. */
    void remember(Digest policy, PolicyInput input, PolicyAnswer answer);
}
