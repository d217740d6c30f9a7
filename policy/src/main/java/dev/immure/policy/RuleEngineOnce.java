package dev.immure.policy;

import dev.immure.policy.internal.drools.RuleEngine;
import dev.immure.policy.internal.model.Policy;
import java.util.Optional;

/**
 * The engine of a policy, built when it is first needed: building takes longer than many decisions, and most of those who
 * hold a policy ask it for nothing. Safe for use by several threads.
 */
final class RuleEngineOnce {
    private final Policy policy;
    private Optional<RuleEngine> built = Optional.empty();

    RuleEngineOnce(Policy policy) {
        this.policy = policy;
    }

    synchronized boolean isBuilt() {
        return built.isPresent();
    }

    synchronized RuleEngine get() {
        if (built.isEmpty()) {
            built = Optional.of(RuleEngine.of(policy));
        }
        return built.get();
    }
}
