package dev.immure.policy;

import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.ObligationSyntax;

/** The vocabulary of policies, for the parts of this module that read them in another form than their sources. */
public final class PolicySchema {
    private PolicySchema() {}

    public static FactSchema facts() {
        return Facts.SCHEMA;
    }

    public static ObligationSyntax obligations() {
        return ObligationParser::problem;
    }
}
