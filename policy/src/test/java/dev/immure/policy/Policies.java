package dev.immure.policy;

import dev.immure.core.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Policies written in tests. */
final class Policies {
    static final String PERMIT = """
            rule "PRM-001 all"
            when
                ImageFacts( verification in ("verified", "unsigned") )
            then
                decision.permit("ALL", "everything");
            end
            """;

    private Policies() {}

    static SortedMap<String, byte[]> files(String drl) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("test.drl", drl.getBytes(StandardCharsets.UTF_8));
        RandomPolicies.manifest(drl)
                .ifPresent(manifest -> files.put("policy.yaml", manifest.getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    static PolicyBundle compile(String drl) {
        return compile(files(drl));
    }

    static PolicyBundle compile(SortedMap<String, byte[]> files) {
        return switch (PolicyBundle.compile("test", files)) {
            case PolicyCompilation.Compiled compiled -> compiled.bundle();
            case PolicyCompilation.Rejected rejected -> throw new AssertionError(rejected.faults());
        };
    }

    static List<Fault> faults(String drl) {
        return faults(files(drl));
    }

    static List<Fault> faults(SortedMap<String, byte[]> files) {
        return switch (PolicyBundle.compile("test", files)) {
            case PolicyCompilation.Compiled compiled -> List.of();
            case PolicyCompilation.Rejected rejected -> rejected.faults();
        };
    }

    static PolicyDecision decide(PolicyBundle bundle, PolicyInput input) {
        return new PolicyDecisionPoint(bundle, new SplittableRandom(1)).decide(input);
    }

    static PolicyDecision decide(String drl, PolicyInput input) {
        return decide(compile(drl), input);
    }

    static List<String> codes(PolicyDecision decision) {
        return switch (decision) {
            case PolicyDecision.Permit permit -> List.of();
            case PolicyDecision.Deny deny ->
                deny.reasons().stream().map(Reason::code).toList();
        };
    }
}
