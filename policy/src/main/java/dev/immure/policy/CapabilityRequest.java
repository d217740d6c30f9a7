package dev.immure.policy;

import java.util.List;

/**
 * A capability asked for. Up to 64 per decision.
 *
 * @param name as in capabilities(7): {@code CAP_NET_BIND_SERVICE}
 */
public record CapabilityRequest(String name) {
    public CapabilityRequest {
        FactBounds.text("a capability", name);
        if (!name.matches("CAP_[A-Z0-9_]+")) {
            FactBounds.oneOf("a capability", name, List.of("the names of capabilities(7)"));
        }
    }
}
