package dev.immure.core.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** As whom a registry is asked. */
public sealed interface Credentials {
    /** Anonymously. */
    record None() implements Credentials {}

    /** A program knows, and is not started: it would run with all rights of the caller, by a file's word. */
    record Elsewhere(String helper, String file) implements Credentials {}

    /** A user by password. Never printed. */
    record Password(String user, String password) implements Credentials {
        public Password {
            if (user.isEmpty() || user.indexOf(':') >= 0 || hasControl(user) || hasControl(password)) {
                throw new IllegalArgumentException("a user is not empty and has no colon, and neither has controls");
            }
        }

        /** RFC 7617, section 2. */
        String basic() {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        @Override
        public String toString() {
            return user + ":…";
        }

        private static boolean hasControl(String text) {
            return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
        }
    }
}
