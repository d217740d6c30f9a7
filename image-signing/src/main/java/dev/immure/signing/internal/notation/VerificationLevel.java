package dev.immure.signing.internal.notation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is enforced and what only logged (trust-store-trust-policy.md, "Signature Verification details"). There is no
 * level "skip": an image that nobody needs to sign is a matter of the policy, which says so by name.
 *
 * @param enforcement of every validation
 */
public record VerificationLevel(Map<Validation, Enforcement> enforcement) {
    /** Enforces everything. */
    public static final VerificationLevel STRICT = named("strict").orElseThrow();

    public VerificationLevel {
        enforcement = Map.copyOf(enforcement);
        if (enforcement.size() != Validation.values().length) {
            throw new IllegalArgumentException("a level says something of every validation");
        }
        enforcement.forEach((validation, chosen) -> {
            if (chosen == Enforcement.SKIP && validation != Validation.REVOCATION) {
                throw new IllegalArgumentException(validation.label() + " cannot be skipped");
            }
        });
    }

    /** {@code strict}, {@code permissive} or {@code audit}. */
    public static Optional<VerificationLevel> named(String name) {
        return switch (name) {
            case "strict" -> Optional.of(level(Enforcement.ENFORCE, Enforcement.ENFORCE));
            case "permissive" -> Optional.of(level(Enforcement.ENFORCE, Enforcement.LOG));
            case "audit" -> Optional.of(level(Enforcement.LOG, Enforcement.LOG));
            default -> Optional.empty();
        };
    }

    private static VerificationLevel level(Enforcement authenticity, Enforcement others) {
        Map<Validation, Enforcement> all = new EnumMap<>(Validation.class);
        for (Validation validation : Validation.values()) {
            all.put(validation, others);
        }
        all.put(Validation.AUTHENTICITY, authenticity);
        return new VerificationLevel(all);
    }

    /**
     * The level with some validations decided otherwise.
     *
     * @throws IllegalArgumentException when another validation than revocation would be skipped
     */
    public VerificationLevel with(Map<Validation, Enforcement> override) {
        Map<Validation, Enforcement> all = new EnumMap<>(enforcement);
        all.putAll(override);
        return new VerificationLevel(all);
    }

    Enforcement of(Validation validation) {
        return enforcement.getOrDefault(validation, Enforcement.ENFORCE);
    }
}
