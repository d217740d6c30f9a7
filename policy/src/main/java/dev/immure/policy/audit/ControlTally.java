package dev.immure.policy.audit;

import java.util.List;

/**
 * What the rules that stand for one control of a catalogue did together.
 *
 * @param control such as {@code CIS-DOCKER-1.6.0-4.1}
 * @param rules names of those that carry it
 * @param touched launches in which one of them fired
 * @param denied launches that one of them denied
 */
public record ControlTally(String control, List<String> rules, long touched, long denied) {
    public ControlTally {
        rules = List.copyOf(rules);
    }
}
