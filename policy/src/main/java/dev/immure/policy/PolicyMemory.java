package dev.immure.policy;

import dev.immure.policy.internal.model.Policy;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the files of policies came to before. It spares reading them again and changes nothing that they say: whatever it gives
 * is held to the bounds of the language once more.
 */
public interface PolicyMemory {
    /** Remembers nothing. */
    PolicyMemory NONE = new PolicyMemory() {
        @Override
        public Optional<PolicyOutline> outline(SortedMap<String, byte[]> files) {
            return Optional.empty();
        }

        @Override
        public Optional<Policy> recall(SortedMap<String, byte[]> files) {
            return Optional.empty();
        }

        @Override
        public void remember(SortedMap<String, byte[]> files, Policy policy) {}
    };

    /**
     * The outline of what the files came to; empty when that is not known. Never throws.
     *
     * @param files content by name
     */
    Optional<PolicyOutline> outline(SortedMap<String, byte[]> files);

    /**
     * What the files came to; empty when that is not known. Never throws.
     *
     * @param files content by name
     */
    Optional<Policy> recall(SortedMap<String, byte[]> files);

    /** Notes what the files come to, if that can be done. Never throws. */
    void remember(SortedMap<String, byte[]> files, Policy policy);
}
