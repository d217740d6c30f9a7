package dev.immure.policy;

/**
 * One wall that the run may do without. Up to 64 per decision.
 *
 * @param wall name of the wall, as {@code --best-effort} takes it
 */
public record BestEffortRequest(String wall) {
    public BestEffortRequest {
        FactBounds.text("a wall", wall);
    }
}
