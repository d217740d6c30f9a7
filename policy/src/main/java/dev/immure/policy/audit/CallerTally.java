package dev.immure.policy.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What becomes of the launches of one caller.
 *
 * @param caller such as {@code uid 1000}; empty for those of whom nothing is known
 * @param effects how many launches of each kind; none is left out
 */
public record CallerTally(String caller, Map<Effect, Long> effects) {
    public CallerTally {
        Map<Effect, Long> all = new EnumMap<>(Effect.class);
        for (Effect effect : Effect.values()) {
            all.put(effect, effects.getOrDefault(effect, 0L));
        }
        effects = Collections.unmodifiableMap(all);
    }
}
