package dev.immure.policy.explain;

import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.Reason;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.SourceLine;
import dev.immure.policy.internal.model.Waiver;
import dev.immure.policy.internal.model.WaiverScope;
import java.util.List;
import java.util.Optional;

/** For a denial, a waiver of each rule that denies, for this image and this day. */
final class WaiverCandidates {
    private WaiverCandidates() {}

    static List<Candidate> of(PolicyBundle bundle, PolicyInput input, PolicyDecision decision) {
        return decision instanceof PolicyDecision.Deny deny
                ? deny.reasons().stream()
                        .map(Reason::rule)
                        .distinct()
                        .flatMap(name -> bundle.policy().rules().stream()
                                .filter(rule -> rule.name().equals(name)))
                        .map(rule -> candidate(bundle, input, rule))
                        .toList()
                : List.of();
    }

    private static Candidate candidate(PolicyBundle bundle, PolicyInput input, Rule rule) {
        return new Candidate.OfPolicy(
                Change.Kind.WAIVER,
                rule.name(),
                Optional.empty(),
                Optional.of("rule " + rule.name() + ", digest " + input.image().digest()),
                () -> bundle.withWaiver(waiver(input, rule)),
                0);
    }

    /** By digest: a waiver by name is for images whose name is signed. */
    private static Waiver waiver(PolicyInput input, Rule rule) {
        String today = input.clock().date();
        return new Waiver(
                "waiver that is tried",
                new SourceLine("waivers.yaml", 1),
                rule.name(),
                "",
                new WaiverScope(Optional.empty(), Optional.of(input.image().digest()), Optional.empty()),
                "tried",
                "nobody",
                today,
                today);
    }
}
