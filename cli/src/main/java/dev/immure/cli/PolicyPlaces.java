package dev.immure.cli;

import dev.immure.policy.ReadyPolicies;
import dev.immure.policy.bundle.PolicyAtHand;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which policy a command looks at that launches nothing: {@code policy test}, {@code lint}, {@code waivers}. */
final class PolicyPlaces {
    static final String LABEL = "DIR|FILE|NAME";

    static final String DESCRIPTION =
            "A directory of rules, a file of them or a bundle; the name of the bundle that is in place, or of a policy "
                    + "that comes with Immure. Default: the configured policy, the bundle in place, the shipped baseline.";

    private PolicyPlaces() {}

    /** @throws dev.immure.core.ImmureException when what is named is a bundle that cannot be read, or two things */
    static PolicyAtHand at(GlobalOptions global, @Nullable Path named) {
        if (named != null) {
            return installed(global, named).orElseGet(() -> PolicyAtHand.of(PolicyNames.unambiguous(named)));
        }
        Configuration configuration = global.configuration();
        return configuration
                .policy()
                .map(PolicyAtHand::of)
                .or(() -> PolicyOptions.installed(configuration).current().map(PolicyAtHand::of))
                .orElseGet(() -> PolicyAtHand.of(Path.of(ReadyPolicies.names().getFirst())));
    }

    /** The bundle in place, by its name; a file of that name, or a ready policy, comes first. */
    private static Optional<PolicyAtHand> installed(GlobalOptions global, Path named) {
        if (PolicyNames.isReady(named) || Files.exists(named, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return PolicyOptions.installed(global.configuration())
                .current()
                .filter(bundle -> bundle.manifest().name().equals(named.toString()))
                .map(PolicyAtHand::of);
    }
}
