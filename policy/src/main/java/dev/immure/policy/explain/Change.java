package dev.immure.policy.explain;

import java.util.List;
import java.util.Optional;

/**
 * One thing that, were it otherwise, would turn the decision. It was tried: with it the policy really decides so.
 *
 * @param kind of change
 * @param pointer the place in the JSON of the facts (RFC 6901)
 * @param from the value there, as JSON; empty when there is none
 * @param to the value it would need, as JSON; empty when what is there would have to go
 * @param reasons codes of what would be said then
 */
public record Change(Kind kind, String pointer, Optional<String> from, Optional<String> to, List<String> reasons) {
    public Change {
        reasons = List.copyOf(reasons);
    }

    /** What is changed. */
    public enum Kind {
        /** One field of a fact has another value. */
        SET,
        /** One fact, or one item of a list, is not there. */
        REMOVE,
        /** One fact, or one item of a list, is there as well. */
        ADD,
        /** The image carries a signature that the trust policy accepts: two facts that only change together. */
        SIGN,
        /** A parameter of the policy has another value; the pointer is one into {@code policy.yaml}. */
        PARAMETER,
        /** The policy has a waiver for what a rule denies; the pointer names the rule. */
        WAIVER;

        /** Lower case, for programs. */
        public String word() {
            return switch (this) {
                case SET -> "set";
                case REMOVE -> "remove";
                case ADD -> "add";
                case SIGN -> "sign";
                case PARAMETER -> "parameter";
                case WAIVER -> "waiver";
            };
        }
    }
}
