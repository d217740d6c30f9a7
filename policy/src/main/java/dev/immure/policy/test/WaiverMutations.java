package dev.immure.policy.test;

import dev.immure.policy.internal.model.Waiver;
import dev.immure.policy.internal.model.WaiverScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The changes of the waivers of a policy: each left out, and each made wider by one of the things it says. Their days are the
 * engine's to keep, so no scenario need notice them.
 */
final class WaiverMutations {
    private final List<Waiver> all;
    private final List<Mutation> mutations = new ArrayList<>();

    private WaiverMutations(List<Waiver> all) {
        this.all = all;
    }

    static List<Mutation> of(List<Waiver> all) {
        WaiverMutations changes = new WaiverMutations(all);
        all.forEach(changes::one);
        return List.copyOf(changes.mutations);
    }

    private void one(Waiver waiver) {
        add(waiver, "the waiver left out", Optional.empty());
        boolean saysBoth = !waiver.rule().isEmpty() && !waiver.code().isEmpty();
        if (saysBoth) {
            add(waiver, "`rule` left out", Optional.of(with(waiver, "", waiver.code(), waiver.scope())));
            add(waiver, "`code` left out", Optional.of(with(waiver, waiver.rule(), "", waiver.scope())));
        }
        WaiverScope scope = waiver.scope();
        if (scope.image().isPresent()) {
            wider(waiver, "image", new WaiverScope(Optional.empty(), scope.digest(), scope.caller()));
        }
        if (scope.digest().isPresent()) {
            wider(waiver, "digest", new WaiverScope(scope.image(), Optional.empty(), scope.caller()));
        }
        if (scope.caller().isPresent()) {
            wider(waiver, "caller", new WaiverScope(scope.image(), scope.digest(), Optional.empty()));
        }
    }

    private void wider(Waiver waiver, String what, WaiverScope scope) {
        add(
                waiver,
                "`" + what + "` of the scope left out",
                Optional.of(with(waiver, waiver.rule(), waiver.code(), scope)));
    }

    private static Waiver with(Waiver waiver, String rule, String code, WaiverScope scope) {
        return new Waiver(
                waiver.name(),
                waiver.at(),
                rule,
                code,
                scope,
                waiver.reason(),
                waiver.owner(),
                waiver.granted(),
                waiver.expires());
    }

    private void add(Waiver waiver, String words, Optional<Waiver> mutated) {
        List<Waiver> others = new ArrayList<>(all);
        others.remove(waiver);
        mutated.ifPresent(others::add);
        mutations.add(
                new Mutation("waiver " + waiver.name(), waiver.at(), words, Optional.empty(), Optional.of(others)));
    }
}
