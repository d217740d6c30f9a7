package dev.immure.signing.internal.sigstore.rekor;

/** What whoever verifies asks of the log entries. What a bundle says of itself never lowers it. */
public enum LogDemand {
    /** No entry at all; those that are there must be good. */
    NONE("nothing") {
        @Override
        public boolean isMetBy(LogEvidence evidence) {
            return true;
        }
    },
    /** An entry in a signed tree, or one that the log has promised to include. */
    PROMISE_OR_PROOF("promise or proof") {
        @Override
        public boolean isMetBy(LogEvidence evidence) {
            return true;
        }
    },
    /** An entry in a signed tree. */
    PROOF("proof") {
        @Override
        public boolean isMetBy(LogEvidence evidence) {
            return evidence.inclusion() == LogEvidence.Inclusion.PROVEN;
        }
    };

    private final String label;

    LogDemand(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }

    public abstract boolean isMetBy(LogEvidence evidence);
}
