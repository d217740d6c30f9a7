package dev.immure.signing;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Whose signatures count for the names of a scope.
 *
 * @param authorities any of them counts; none only where attestations are asked for
 * @param threshold how many distinct authorities must have signed: at least one and as many as {@code must}, at most the
 *     number of distinct authorities; 0 where there are none
 * @param must those of {@code authorities} that have to be among them
 * @param attestations what has to be attested about the image besides; one demand for a type
 */
public record TrustRule(
        TrustScope scope,
        List<Authority> authorities,
        int threshold,
        List<Authority> must,
        List<AttestationDemand> attestations) {
    public TrustRule {
        Objects.requireNonNull(scope, "scope is null");
        authorities = List.copyOf(authorities);
        must = List.copyOf(must);
        attestations = List.copyOf(attestations);
        if (authorities.isEmpty() ? threshold != 0 || attestations.isEmpty() : threshold < 1) {
            throw new IllegalArgumentException("the rule asks for nothing");
        }
        if (threshold > Authority.distinct(authorities) || threshold < Authority.distinct(must)) {
            throw new IllegalArgumentException("the threshold is not between the number of those that must sign and "
                    + "the number of distinct authorities");
        }
        if (!authorities.containsAll(must)) {
            throw new IllegalArgumentException("one that must sign does not count");
        }
        Set<String> types = new HashSet<>();
        if (!attestations.stream().map(AttestationDemand::type).allMatch(types::add)) {
            throw new IllegalArgumentException("a type of attestation is asked for twice");
        }
    }

    /** A rule without named signers and attestations. */
    public TrustRule(TrustScope scope, List<? extends Authority> authorities, int threshold) {
        this(scope, List.copyOf(authorities), threshold, List.of(), List.of());
    }

    /** Whether an authority of this definition counts here for anything. */
    boolean counts(Authority authority) {
        return authorities.contains(authority)
                || attestations.stream().anyMatch(demand -> demand.by().contains(authority));
    }
}
