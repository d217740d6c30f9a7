package dev.immure.policy;

/** Who stands behind a policy. */
public enum PolicyOrigin {
    /** It ships with Immure. */
    SHIPPED("shipped policy"),
    /** A bundle that those have signed whose signature counts on this host. */
    SIGNED("signed policy"),
    /** Nobody: a directory of rules, for writing policies. */
    UNSIGNED("unsigned policy");

    private final String label;

    PolicyOrigin(String label) {
        this.label = label;
    }

    /** In words, the same in receipts, the audit log and on the terminal. */
    public String label() {
        return label;
    }
}
