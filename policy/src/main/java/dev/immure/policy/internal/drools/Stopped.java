package dev.immure.policy.internal.drools;

/** Ends a match that has used up what it may use; {@link Budget#spent} says what that was. */
final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
        super("the evaluation was stopped", null, false, false);
    }
}
