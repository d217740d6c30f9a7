package dev.immure.policy;

import dev.immure.policy.internal.drools.RuleEngine;
import java.util.Optional;

/**
 * The engine of a policy, built when it is first needed: building takes longer than many decisions, and most of those who
 * hold a policy ask it for nothing. Safe for use by several threads.
 */
final class RuleEngineOnce {
    private final PolicyData policy;
    private Optional<RuleEngine> built = Optional.empty();

    RuleEngineOnce(PolicyData policy) {
        this.policy = policy;
    }

    synchronized boolean isBuilt() {
        return built.isPresent();
    }

    synchronized RuleEngine get() {
        if (built.isEmpty()) {
            built = Optional.of(RuleEngine.of(policy.policy()));
        }
        return built.get();
    }
}
