package dev.immure.policy.internal.model;

import java.util.List;

/**
 * What a rule says about itself to people: it changes no decision. Written as annotations after the name of the rule.
 *
 * @param controls ids of what the rule stands for in catalogues of controls ({@code @control("CIS-DOCKER-1.6.0-4.1")}), each once,
 *     in the order written
 * @param owner who answers for the rule ({@code @owner("platform team")}); empty when nobody is named
 * @param description one sentence on why there is such a rule ({@code @description("…")}); may be empty
 */
public record RuleMetadata(List<String> controls, String owner, String description) {
    public static final RuleMetadata NONE = new RuleMetadata(List.of(), "", "");

    public RuleMetadata {
        controls = List.copyOf(controls);
    }
}
