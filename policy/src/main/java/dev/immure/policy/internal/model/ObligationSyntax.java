package dev.immure.policy.internal.model;

import java.util.Optional;

/** Says whether {@code decision.require(kind, value)} names an obligation. */
@FunctionalInterface
public interface ObligationSyntax {
    /** Why it does not; empty when it does. */
    Optional<String> problem(String kind, String value);
}
