package dev.immure.signing;

import java.util.List;
import java.util.Objects;

/**
 * A kind of attested statement about an image that a rule asks for. Statements of other kinds are not even looked at.
 *
 * @param type the predicate type of in-toto, as it must stand in the statement
 * @param by whose signature counts for it; any of them
 * @param threshold how many distinct authorities must have made one with the same predicate, from 1 to the number of
 *     distinct authorities
 */
public record AttestationDemand(String type, List<Authority> by, int threshold) {
    public AttestationDemand {
        Objects.requireNonNull(type, "type is null");
        by = List.copyOf(by);
        if (threshold < 1 || threshold > Authority.distinct(by)) {
            throw new IllegalArgumentException("the threshold is not between 1 and the number of distinct authorities");
        }
    }
}
