package dev.immure.policy.internal.drools;

/** Ends a match whose deadline has passed. */
final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
        super("the evaluation was stopped", null, false, false);
    }
}
