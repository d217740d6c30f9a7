package dev.immure.policy.lint;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.FactType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fields that hold one of a few texts: their facts are refused with any other. A comparison with another is a slip. */
final class Domains {
    static final Map<String, List<String>> ALL = Map.of(
            "ImageFacts.verification", List.of("verified", "unsigned"),
            "Vulnerability.severity", List.of("CRITICAL", "HIGH", "MEDIUM", "LOW", "NEGLIGIBLE", "UNKNOWN"),
            "Vulnerability.status", List.of("affected", "not_affected", "fixed", "under_investigation"),
            "Clock.weekday", List.of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"));

    private Domains() {}

    static Optional<List<String>> of(FactType type, Access access) {
        return Optional.ofNullable(ALL.get(type.name() + "." + access.field().name()));
    }
}
