package dev.immure.policy;

import java.util.List;

/**
 * Who asks. One per decision.
 *
 * @param uid user id on the host
 * @param gid group id on the host
 * @param groups ids of all groups, {@code gid} and the supplementary ones, in decimal: names are what somebody's files
 *     make of them. Of a caller by certificate, who is no user of the host and has 4294967295 for both ids, the one text
 *     {@code certificate SUBJECT; issued by ISSUER} (RFC 2253)
 * @param authentication how that is known, such as {@code process} (the caller's own), {@code socket-peer} or
 *     {@code tls-certificate}
 */
public record Caller(long uid, long gid, List<String> groups, String authentication) {
    public Caller {
        FactBounds.count("the caller's uid", uid);
        FactBounds.count("the caller's gid", gid);
        groups = FactBounds.texts("the caller's groups", groups);
        FactBounds.text("the caller's authentication", authentication);
    }

    /** One who is in no other group. */
    public Caller(long uid, long gid, String authentication) {
        this(uid, gid, List.of(Long.toString(gid)), authentication);
    }
}
