package dev.immure.policy.explain;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.DenialCode;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyDecisionPoint;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.Reason;
import dev.immure.policy.json.FactsJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Says why a policy decides as it does: what fired, how far the rest came, and what would have to be otherwise. Pure but
 * for the time that the search may take.
 */
public final class Explainer {
    private static final JsonLimits LIMITS = new JsonLimits(FactsJson.MAX_BYTES, 8, 1 << 20);

    /** Denials that say nothing about the facts. */
    private static final Set<String> FAILURES = Set.of(
            DenialCode.DEADLINE.id(),
            DenialCode.EXCEPTION.id(),
            DenialCode.INTERRUPTED.id(),
            DenialCode.LIMIT.id(),
            DenialCode.NOT_VALID.id());

    private final PolicyBundle bundle;
    private final PolicyDecisionPoint point;
    private final SearchBounds bounds;

    /** @param random source of decision ids */
    public Explainer(PolicyBundle bundle, RandomGenerator random, SearchBounds bounds) {
        this.bundle = bundle;
        this.point = new PolicyDecisionPoint(bundle, random);
        this.bounds = bounds;
    }

    public Explanation explain(PolicyInput input) {
        PolicyDecision decision = point.decide(input);
        Interpreter interpreter = new Interpreter(bundle.facts(input));
        List<NearMiss> misses = new NearMisses(interpreter, input.clock().instant()).of(bundle.policy());
        return new Explanation(decision, misses, nearest(input, decision));
    }

    private Nearest nearest(PolicyInput input, PolicyDecision decision) {
        if (failed(decision)) {
            return new Nearest(List.of(), 0, 0);
        }
        JsonObject document = document(input);
        List<Candidate> candidates = Candidates.of(bundle, input, decision, document);
        long deadline = System.nanoTime() + bounds.time().toNanos();
        List<Change> changes = new ArrayList<>();
        Set<String> places = new HashSet<>();
        int tried = 0;
        for (Candidate candidate : candidates) {
            if (tried == bounds.candidates() || changes.size() == bounds.changes() || System.nanoTime() > deadline) {
                break;
            }
            tried++;
            if (!places.contains(candidate.pointer())) {
                turned(candidate, input, document, decision).ifPresent(change -> {
                    changes.add(change);
                    places.add(change.pointer());
                });
            }
        }
        return new Nearest(changes, tried, candidates.size());
    }

    /** The change, if the policy decides otherwise with it. Facts that cannot be are no change. */
    private Optional<Change> turned(
            Candidate candidate, PolicyInput input, JsonObject document, PolicyDecision decision) {
        Optional<PolicyDecision> other = switch (candidate) {
            case Candidate.OfFacts facts ->
                FactsJson.read(facts.in(document), new ArrayList<>()).map(point::decide);
            case Candidate.OfPolicy policy ->
                Optional.of(point.with(policy.policy().get()).decide(input));
        };
        return other.filter(said -> isPermit(said) != isPermit(decision) && !failed(said))
                .map(said -> new Change(
                        candidate.kind(), candidate.pointer(), from(candidate, document), candidate.to(), codes(said)));
    }

    private static Optional<String> from(Candidate candidate, JsonObject document) {
        return switch (candidate) {
            case Candidate.OfPolicy policy -> policy.from();
            case Candidate.OfFacts facts ->
                switch (facts.kind()) {
                    case SET, REMOVE ->
                        Edit.at(document, facts.edits().getFirst().path()).map(JsonText::of);
                    case ADD, SIGN, PARAMETER, WAIVER -> Optional.empty();
                };
        };
    }

    private static List<String> codes(PolicyDecision decision) {
        List<Reason> reasons = switch (decision) {
            case PolicyDecision.Permit permit -> permit.reasons();
            case PolicyDecision.Deny deny -> deny.reasons();
        };
        return reasons.stream().map(Reason::code).distinct().toList();
    }

    private static boolean isPermit(PolicyDecision decision) {
        return decision instanceof PolicyDecision.Permit;
    }

    private static boolean failed(PolicyDecision decision) {
        return codes(decision).stream().anyMatch(FAILURES::contains);
    }

    private static JsonObject document(PolicyInput input) {
        try {
            return StrictJson.parseObject(FactsJson.write(input), LIMITS);
        } catch (JsonException e) {
            throw new IllegalStateException("facts are not read as they were written", e);
        }
    }
}
