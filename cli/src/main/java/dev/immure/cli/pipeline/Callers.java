package dev.immure.cli.pipeline;

import dev.immure.core.host.CallerIds;
import dev.immure.policy.Caller;

/** What the policy is told of who asks. */
public final class Callers {
    private Callers() {}

    /** This process acts for nobody else. */
    public static Caller ofThisProcess() {
        return of(CallerIds.current(), "process");
    }

    /** @param authentication how the ids are known, as {@link Caller#authentication} */
    public static Caller of(CallerIds ids, String authentication) {
        return new Caller(
                // The kernel's ids have no sign.
                Integer.toUnsignedLong(ids.uid()),
                Integer.toUnsignedLong(ids.gid()),
                ids.groups().stream().map(Integer::toUnsignedString).toList(),
                authentication);
    }
}
