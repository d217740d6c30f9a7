package dev.immure.signing.internal.containers;

import dev.immure.signing.internal.containers.Requirement.Anything;
import dev.immure.signing.internal.containers.Requirement.Format;
import dev.immure.signing.internal.containers.Requirement.Keys;
import dev.immure.signing.internal.containers.Requirement.Nothing;
import dev.immure.signing.internal.containers.Requirement.Signed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says with authorities and rules what a containers policy says with requirements and scopes, or why that would be weaker.
 * Leaving a scope out denies it, unless a wider scope then covers it.
 */
public final class TrustTranslation {
    private static final String NAMES = "docker";

    private final TagBinding tags;
    private final Map<Authority, String> authorities = new LinkedHashMap<>();
    private final Map<String, Rule> rules = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private TrustTranslation(TagBinding tags) {
        this.tags = tags;
    }

    /** Whether a requirement about tags may be given up. */
    public enum TagBinding {
        /** A policy that binds tags is not translated: a trust file binds repositories and digests. */
        DEMANDED,
        /** The user gives it up. */
        GIVEN_UP
    }

    /** An entry of the trust file. Several keys are one authority only as a keyring. */
    public record Authority(boolean openPgp, List<String> paths, List<String> data) {
        public Authority {
            paths = List.copyOf(paths);
            data = List.copyOf(data);
        }
    }

    /** A rule of the trust file: any of these, or all of them. */
    public record Rule(List<String> authorities, boolean all) {
        public Rule {
            authorities = List.copyOf(authorities);
        }
    }

    /**
     * The outcome.
     *
     * @param authorities by name
     * @param rules by scope of the trust file
     * @param notes what is said otherwise, and loses nothing
     * @param faults what could only be said more weakly; with any, there is no trust file
     */
    public record Translated(
            Map<String, Authority> authorities, Map<String, Rule> rules, List<String> notes, List<String> faults) {
        public Translated {
            authorities = Map.copyOf(authorities);
            rules = Map.copyOf(rules);
            notes = List.copyOf(notes);
            faults = List.copyOf(faults);
        }
    }

    public static Translated of(ContainersPolicy policy, TagBinding tags) {
        TrustTranslation translation = new TrustTranslation(tags);
        translation.translate(policy);
        Map<String, Authority> named = new TreeMap<>();
        translation.authorities.forEach((authority, name) -> named.put(name, authority));
        return new Translated(named, translation.rules, translation.notes, translation.faults);
    }

    private void translate(ContainersPolicy policy) {
        Map<String, List<Requirement>> scopes =
                new TreeMap<>(policy.transports().getOrDefault(NAMES, Map.of()));
        scopes.putIfAbsent("", policy.byDefault());
        policy.transports().keySet().stream()
                .filter(transport -> !transport.equals(NAMES))
                .forEach(
                        transport -> notes.add(
                                "transport " + transport
                                        + ": a trust file is about names, not places; images from there count by the name that is signed"));
        Set<String> signed = new TreeSet<>();
        scopes.forEach((scope, requirements) -> {
            if (isSigned(requirements)) {
                signed.add(scope);
                rule(scope, signatures(requirements));
            }
        });
        scopes.forEach((scope, requirements) -> {
            if (!isSigned(requirements)) {
                leaveOut(scope, requirements, signed);
            }
        });
    }

    private static boolean isSigned(List<Requirement> requirements) {
        return !signatures(requirements).isEmpty() && requirements.stream().noneMatch(Nothing.class::isInstance);
    }

    private static List<Signed> signatures(List<Requirement> requirements) {
        return requirements.stream()
                .filter(Signed.class::isInstance)
                .map(Signed.class::cast)
                .distinct()
                .toList();
    }

    private void leaveOut(String scope, List<Requirement> requirements, Set<String> signed) {
        boolean rejects = requirements.stream().noneMatch(Anything.class::isInstance)
                || requirements.stream().anyMatch(Nothing.class::isInstance);
        if (!rejects) {
            notes.add(shown(scope)
                    + ": accepts anything, which a trust file cannot say: Immure trusts nobody by default");
        } else if (signed.stream().anyMatch(wider -> covers(wider, scope))) {
            faults.add(shown(scope) + " rejects what a wider scope accepts, and a trust file has no exceptions");
        } else {
            notes.add(shown(scope) + ": rejected; without a rule it is denied");
        }
    }

    private static boolean covers(String wider, String scope) {
        return wider.isEmpty()
                || scope.startsWith(wider + "/")
                || scope.startsWith(wider + ":")
                || scope.startsWith(wider + "@");
    }

    private void rule(String scope, List<Signed> requirements) {
        List<String> own = scopes(scope);
        List<List<String>> names = new ArrayList<>();
        for (Signed requirement : requirements) {
            requirement
                    .beyond()
                    .forEach(
                            field -> faults.add(
                                    shown(scope) + " demands " + field
                                            + ", which a key alone does not prove; write a keyless authority by hand (docs/sigstore.md)"));
            identity(scope, requirement.identity());
            List<String> alternatives = names(requirement);
            if (!names.contains(alternatives)) {
                names.add(alternatives);
            }
        }
        if (names.size() > 1 && names.stream().anyMatch(alternatives -> alternatives.size() > 1)) {
            faults.add(shown(scope) + " demands one of several keys beside another requirement");
            return;
        }
        List<String> all = names.stream().flatMap(List::stream).toList();
        own.forEach(one -> rules.put(one, new Rule(all, names.size() > 1)));
    }

    /** A scope of theirs is a prefix: the repository of that name, and all below it. */
    private List<String> scopes(String scope) {
        if (scope.isEmpty()) {
            return List.of("*");
        }
        int last = scope.lastIndexOf('/');
        if (scope.startsWith("*")) {
            faults.add(shown(scope) + " is for all hosts below a domain; a trust file names each registry");
            return List.of();
        }
        if (scope.contains("@") || (last >= 0 && scope.indexOf(':', last) >= 0)) {
            faults.add(shown(scope) + " is for one tag or digest; a trust file names repositories");
            return List.of();
        }
        return last < 0 ? List.of(scope + "/*") : List.of(scope, scope + "/*");
    }

    private void identity(String scope, String type) {
        switch (type) {
            case "matchRepository" -> {
                // what a trust file means
            }
            case "matchExact", "matchRepoDigestOrExact" -> {
                if (tags == TagBinding.DEMANDED) {
                    faults.add(shown(scope) + " binds the tag (" + type
                            + "), and a trust file binds repository and digest alone; --any-tag gives the tag up");
                } else {
                    notes.add(shown(scope) + ": " + type + " bound the tag; now any tag of the repository counts");
                }
            }
            default -> faults.add(shown(scope) + " lets an image be signed under another name (" + type + ")");
        }
    }

    private List<String> names(Signed requirement) {
        Keys keys = requirement.keys();
        if (requirement.format() == Format.OPENPGP) {
            return List.of(name(new Authority(true, keys.paths(), keys.data())));
        }
        List<String> names = new ArrayList<>(); // none with fulcio or pki, which are refused
        keys.paths().forEach(path -> names.add(name(new Authority(false, List.of(path), List.of()))));
        keys.data().forEach(data -> names.add(name(new Authority(false, List.of(), List.of(data)))));
        return names;
    }

    private String name(Authority authority) {
        return authorities.computeIfAbsent(
                authority, fresh -> (fresh.openPgp() ? "openpgp-" : "key-") + (authorities.size() + 1));
    }

    private static String shown(String scope) {
        return scope.isEmpty() ? "the default" : "scope " + scope;
    }
}
