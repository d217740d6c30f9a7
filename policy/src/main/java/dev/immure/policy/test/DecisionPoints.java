package dev.immure.policy.test;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyDecisionPoint;
import dev.immure.policy.internal.model.ParameterValue;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;

/** A policy with the parameters of each scenario: to build an engine takes longer than to ask it. */
final class DecisionPoints {
    private final PolicyBundle policy;
    private final Map<SortedMap<String, ParameterValue>, PolicyDecisionPoint> points = new HashMap<>();

    DecisionPoints(PolicyBundle policy) {
        this.policy = policy;
    }

    PolicyDecision decide(Scenario scenario) {
        return points.computeIfAbsent(scenario.parameters(), this::point).decide(scenario.input());
    }

    /** Nobody sees the ids of these decisions. */
    private PolicyDecisionPoint point(SortedMap<String, ParameterValue> parameters) {
        return new PolicyDecisionPoint(policy.withParameters(parameters), new SplittableRandom());
    }
}
