package dev.immure.signing;

import dev.immure.core.yaml.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the rules of a trust file. */
final class RuleFields {
    private final AuthorityFields authorities;
    private final Set<TrustScope> scopes = new HashSet<>();

    RuleFields(AuthorityFields authorities) {
        this.authorities = authorities;
    }

    /** Empty when it has faults, which are noted. */
    Optional<TrustRule> rule(Fields entry) {
        Optional<TrustScope> scope = scope(entry);
        Named require = named(entry, "require", entry.has("require") || !entry.has("attestations"));
        Named must = named(entry, "must", entry.has("must"));
        Optional<Long> asked = entry.has("threshold") ? entry.whole("threshold") : Optional.empty();
        List<AttestationDemand> attestations = List.of();
        entry.refuseOthers();
        if (require.isFaulty() || must.isFaulty()) {
            return Optional.empty();
        }
        if (entry.has("require") && require.found().isEmpty()) {
            entry.fault("require", "names no authority");
            return Optional.empty();
        }
        Optional<Authority> stranger = must.found().stream()
                .filter(authority -> !require.found().contains(authority))
                .findFirst();
        if (stranger.isPresent()) {
            entry.fault("must", "names \"" + stranger.get().name() + "\", which is not under require");
            return Optional.empty();
        }
        Optional<Integer> threshold = threshold(
                entry, asked, Math.max(1, Authority.distinct(must.found())), Authority.distinct(require.found()));
        return scope.isEmpty() || threshold.isEmpty()
                ? Optional.empty()
                : Optional.of(new TrustRule(scope.get(), require.found(), threshold.get(), must.found(), attestations));
    }

    private static Optional<Integer> threshold(Fields entry, Optional<Long> asked, long least, long most) {
        long threshold = asked.orElse(least);
        if (threshold < least || threshold > most) {
            entry.fault(
                    "threshold", "is not between " + least + " and " + most + ", the number of distinct authorities");
            return Optional.empty();
        }
        return Optional.of((int) threshold);
    }

    private Optional<TrustScope> scope(Fields entry) {
        Optional<String> text = entry.text("scope");
        Optional<TrustScope> scope = text.flatMap(TrustScope::parse);
        if (text.isPresent() && scope.isEmpty()) {
            entry.fault("scope", "is not a repository name, a prefix with /*, or *");
        }
        scope.filter(found -> !scopes.add(found))
                .ifPresent(found -> entry.fault("scope", found + " has a rule already"));
        return scope;
    }

    private record Named(List<Authority> found, boolean isFaulty) {}

    private Named named(Fields entry, String field, boolean wanted) {
        List<Authority> found = new ArrayList<>();
        boolean faulty = false;
        List<String> names = wanted ? entry.texts(field) : List.of();
        for (String name : names) {
            Optional<Authority> authority = authorities.find(name);
            authority.ifPresent(found::add);
            if (authority.isEmpty()) {
                faulty = true;
                if (!authorities.isFaulty(name)) {
                    entry.fault(field, "names \"" + name + "\", which is neither under keys nor under authorities");
                }
            }
        }
        return new Named(found, faulty);
    }
}
