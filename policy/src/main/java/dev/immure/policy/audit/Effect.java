package dev.immure.policy.audit;

/** What a policy would have made of a launch, next to what was made of it. In the order in which reports show them. */
public enum Effect {
    /** It was permitted and would be denied. */
    NEWLY_DENIED("newly-denied", "newly denied"),
    /** It was denied and would be permitted. */
    NEWLY_PERMITTED("newly-permitted", "newly permitted"),
    /** The answer is the same, its reasons or obligations are others. */
    CHANGED("changed", "changed"),
    /** Nothing was decided before, and it would be denied. */
    DENIED("denied", "denied"),
    /** It could not be decided anew; whether anything changes is not known. */
    NOT_REPLAYED("not-replayed", "not replayed"),
    /** Nothing was decided before, and it would be permitted. */
    PERMITTED("permitted", "permitted"),
    /** Nothing changes. */
    UNCHANGED("unchanged", "unchanged");

    private final String word;
    private final String text;

    Effect(String word, String text) {
        this.word = word;
        this.text = text;
    }

    /** For programs. */
    public String word() {
        return word;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** Whether somebody should look at it before the policy is put in force. */
    public boolean isNews() {
        return switch (this) {
            case NEWLY_DENIED, NEWLY_PERMITTED, CHANGED, DENIED, NOT_REPLAYED -> true;
            case PERMITTED, UNCHANGED -> false;
        };
    }
}
