package dev.immure.policy;

import java.util.SplittableRandom;

/** Loaded by {@link RuntimeClassPathTest} where there are no test libraries. */
public final class RuntimeProbe {
    private RuntimeProbe() {}

    public static String decide() {
        PolicyDecisionPoint point = new PolicyDecisionPoint(PolicyBundle.baseline(), new SplittableRandom(1));
        return describe(point.decide(Inputs.valid().build())) + ", "
                + describe(point.decide(
                        Inputs.valid().image(Inputs.image(ImageFacts.UNSIGNED)).build()));
    }

    private static String describe(PolicyDecision decision) {
        return switch (decision) {
            case PolicyDecision.Permit permit ->
                "permit " + permit.reasons().getFirst().code();
            case PolicyDecision.Deny deny -> "deny " + deny.reasons().getFirst().code();
        };
    }
}
