package dev.immure.policy;

import dev.immure.policy.cache.KeptDecisions;
import dev.immure.policy.cache.KeptPolicies;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A process that asks once: {@code DIRECTORY}, where policies and answers are kept. */
public final class KeptProbe {
    private KeptProbe() {}

    /** Prints what was decided, and whether that was known before. */
    public static void main(String[] arguments) {
        Path kept = Path.of(arguments[0]);
        PolicyBundle bundle = PolicyBundle.baseline(new KeptPolicies(kept.resolve("policies"), "1"));
        PolicyDecision decision = PolicyDecisionPoint.remembering(
                        bundle, new SplittableRandom(1), new KeptDecisions(kept.resolve("decisions"), "1"))
                .decide(Inputs.valid().build());
        System.out.println(decision.getClass().getSimpleName() + " " + decision.recalled() + " "
                + decision.rules().size());
    }
}
