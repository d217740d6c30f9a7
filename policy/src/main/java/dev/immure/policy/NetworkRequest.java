package dev.immure.policy;

import java.util.List;

/**
 * The network asked for. One per decision. Rules also see {@code publishCount} and {@code allowCount}.
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
}
