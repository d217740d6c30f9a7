package dev.immure.policy;

/**
 * What a rule may say: the type of {@code decision}, the one global of a policy. A policy may, and need not, declare it:
 * {@code global dev.immure.policy.Decision decision;}.
 */
public interface Decision {
    /**
     * Refuses the launch, whatever other rules say.
     *
     * @param code stable, capitals, digits and hyphens
     * @param text the reason, with a {@code {}} for each value
     */
    void deny(String code, String text, Object... values);

    /** Tells the caller something; changes nothing. */
    void warn(String code, String text, Object... values);

    /** Allows the launch, unless a rule denies it. A launch that no rule permits is denied. */
    void permit(String code, String text, Object... values);

    /** Imposes an obligation without a value on a permitted launch, such as {@code no-network}. */
    void require(String kind);

    /** Imposes an obligation on a permitted launch, such as {@code cap-memory} with {@code 512m}. */
    void require(String kind, String value);
}
