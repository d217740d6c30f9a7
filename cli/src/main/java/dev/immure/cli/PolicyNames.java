package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.ReadyPolicies;
import dev.immure.policy.bundle.PolicyChoice;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What {@code --policy} names: a policy that comes with Immure, by its name, or a directory or file of rules. */
final class PolicyNames {
    private PolicyNames() {}

    /** A policy to be looked at, not to launch by. */
    static PolicyBundle look(Path place) {
        return PolicyChoice.look(unambiguous(place));
    }

    /**
     * The same place.
     *
     * @throws ImmureException when it is the name of a ready policy and of a file: the two decide differently
     */
    static Path unambiguous(Path place) {
        return unambiguous(place, place);
    }

    /** @param file what the name means as a path */
    static Path unambiguous(Path place, Path file) {
        if (isReady(place) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot tell what --policy means by",
                    place.toString(),
                    "a policy that comes with Immure has this name, and so has a file here",
                    "Write ./" + place + " for the file, or go to another directory for the policy"));
        }
        return place;
    }

    /** Whether it is the bare name of a ready policy; a path has a separator. */
    static boolean isReady(Path place) {
        return ReadyPolicies.names().contains(place.toString());
    }

    /** @throws ImmureException when no policy comes with Immure under this name */
    static String require(String name) {
        if (!ReadyPolicies.names().contains(name)) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot find policy",
                    name,
                    "the policies that come with Immure are " + String.join(", ", ReadyPolicies.names()),
                    "Use one of these names; for rules in a directory there is `immure policy lint DIR`"));
        }
        return name;
    }
}
