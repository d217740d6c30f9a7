package dev.immure.signing;

import dev.immure.core.yaml.Fields;
import dev.immure.signing.attestation.PredicateType;
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
        List<Optional<AttestationDemand>> attestations = entry.has("attestations")
                ? entry.mappings("attestations").stream().map(this::demand).toList()
                : List.of();
        entry.refuseOthers();
        if (require.isFaulty() || must.isFaulty() || attestations.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        if (entry.has("attestations") && attestations.isEmpty()) {
            entry.fault("attestations", "asks for nothing");
            return Optional.empty();
        }
        if (!entry.has("require") && !entry.has("attestations")) {
            return Optional.empty(); // that require is missing is noted already
        }
        List<AttestationDemand> demands =
                attestations.stream().flatMap(Optional::stream).toList();
        Set<String> types = new HashSet<>();
        if (!demands.stream().map(AttestationDemand::type).allMatch(types::add)) {
            entry.fault("attestations", "asks for one type twice");
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
        long least = require.found().isEmpty() ? 0 : Math.max(1, Authority.distinct(must.found()));
        Optional<Integer> threshold = threshold(entry, asked, least, Authority.distinct(require.found()));
        return scope.isEmpty() || threshold.isEmpty()
                ? Optional.empty()
                : Optional.of(new TrustRule(scope.get(), require.found(), threshold.get(), must.found(), demands));
    }

    private Optional<AttestationDemand> demand(Fields entry) {
        Optional<String> type = entry.text("type")
                .map(text -> PredicateType.named(text).map(PredicateType::uri).orElse(text));
        Named by = named(entry, "by", true);
        Optional<Long> asked = entry.has("threshold") ? entry.whole("threshold") : Optional.empty();
        entry.refuseOthers();
        if (type.isEmpty() || by.isFaulty()) {
            return Optional.empty();
        }
        if (!type.get().contains(":") || type.get().equals(PredicateType.IMAGE_SIGNATURE.uri())) {
            entry.fault("type", "is neither the URI of a predicate type nor a short name such as slsaprovenance1");
            return Optional.empty();
        }
        return threshold(entry, asked, 1, Authority.distinct(by.found()))
                .map(threshold -> new AttestationDemand(type.get(), by.found(), threshold));
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
