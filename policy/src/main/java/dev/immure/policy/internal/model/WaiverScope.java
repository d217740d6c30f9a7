package dev.immure.policy.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The launches that a waiver is for: all that is said must hold.
 *
 * @param image a repository, or {@code registry.example/team/*} for all below a path, as in trust files
 * @param digest of the image manifest, {@code sha256:…}
 * @param caller uid of who asks
 */
public record WaiverScope(Optional<String> image, Optional<String> digest, Optional<Long> caller) {
    private static final String BELOW = "/*";

    /**
     * @param signed whether the name is signed: else it is only what the caller calls the image, and lifts nothing
     */
    public boolean covers(String name, boolean signed, String manifest, long uid) {
        return image.map(pattern -> signed && covers(pattern, name)).orElse(true)
                && digest.map(manifest::equals).orElse(true)
                && caller.map(id -> id == uid).orElse(true);
    }

    private static boolean covers(String pattern, String name) {
        return pattern.endsWith(BELOW)
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    /** For people: {@code image registry.example/team/*, caller 1000}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        image.ifPresent(text -> parts.add("image " + text));
        digest.ifPresent(text -> parts.add("digest " + text));
        caller.ifPresent(uid -> parts.add("caller " + uid));
        return String.join(", ", parts);
    }
}
