package dev.immure.policy;

import dev.immure.core.network.AllowRule;
import java.util.List;
import java.util.Optional;

/**
 * The network asked for. One per decision. Rules also see {@code publishCount}, {@code allowCount}, {@code privateCount}
 * and {@code broadCount}.
 *
 * @param mode {@code none} (only loopback) or {@code private}
 * @param publish ports to be reached from outside, as written
 * @param allow destinations, {@code CIDR[:PORT]}
 * @param dns addresses of name servers
 */
public record NetworkRequest(String mode, List<String> publish, List<String> allow, List<String> dns) {
    public NetworkRequest {
        FactBounds.text("the network's mode", mode);
        publish = FactBounds.texts("the published ports", publish);
        allow = FactBounds.texts("the allowed destinations", allow);
        dns = FactBounds.texts("the name servers", dns);
    }

    /** How many ports would be published. */
    public long publishCount() {
        return publish.size();
    }

    /** How many destinations would be allowed. */
    public long allowCount() {
        return allow.size();
    }

    /** How many of the allowed destinations are not public, or cannot be read. */
    public long privateCount() {
        return allow.stream()
                .filter(text -> parsed(text).map(AllowRule::isPrivate).orElse(true))
                .count();
    }

    /** How many of the allowed destinations are whole parts of the Internet. */
    public long broadCount() {
        return allow.stream()
                .filter(text -> parsed(text).map(AllowRule::isBroad).orElse(false))
                .count();
    }

    private static Optional<AllowRule> parsed(String text) {
        try {
            return Optional.of(AllowRule.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
