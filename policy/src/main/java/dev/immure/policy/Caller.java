package dev.immure.policy;

/**
 * Who asks. One per decision.
 *
 * @param uid user id on the host
 * @param gid group id on the host
 * @param authentication how that is known, such as {@code process} (the caller's own) or {@code socket-peer}
 */
public record Caller(long uid, long gid, String authentication) {
    public Caller {
        FactBounds.count("the caller's uid", uid);
        FactBounds.count("the caller's gid", gid);
        FactBounds.text("the caller's authentication", authentication);
    }
}
