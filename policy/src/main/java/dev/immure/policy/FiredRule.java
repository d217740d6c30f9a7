package dev.immure.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A rule that fired, with the facts that made it fire: what {@code explain} shows.
 *
 * @param rule name of the rule
 * @param source {@code file:line} where it is written
 * @param facts in the order of its patterns; facts inside {@code not} and {@code exists} are not among them
 * @param said what it said, such as {@code deny MOUNT-SYSTEM}
 */
public record FiredRule(String rule, String source, List<MatchedFact> facts, List<String> said) {
    public FiredRule {
        facts = List.copyOf(facts);
        said = List.copyOf(said);
    }

    /**
     * One fact.
     *
     * @param type such as {@code MountRequest}
     * @param values the fields that the rule looks at; text not yet escaped, cut at 256 characters
     */
    public record MatchedFact(String type, SortedMap<String, String> values) {
        public MatchedFact {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }
    }
}
