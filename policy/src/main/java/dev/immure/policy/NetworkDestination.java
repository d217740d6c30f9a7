package dev.immure.policy;

/**
 * A destination that the program may reach, one fact for each of {@link NetworkRequest#allow}: what a rule can compare one
 * by one.
 *
 * @param destination {@code CIDR[:PORT]}
 */
public record NetworkDestination(String destination) {
    public NetworkDestination {
        FactBounds.text("an allowed destination", destination);
    }
}
