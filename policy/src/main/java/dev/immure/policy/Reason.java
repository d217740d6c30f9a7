package dev.immure.policy;

/**
 * Why a launch was denied, or what its caller is warned of.
 *
 * @param rule name of the rule, or {@value #DECISION_POINT} when no rule said it
 * @param code stable; the rule's own, or one of {@link DenialCode}
 * @param text one sentence; values in it come from the image or the request and are not yet escaped
 */
public record Reason(String rule, String code, String text) {
    /** Stands for the name of a rule in what the decision point itself says. */
    public static final String DECISION_POINT = "decision-point";

    static Reason of(DenialCode code, String text) {
        return new Reason(DECISION_POINT, code.id(), text);
    }
}
