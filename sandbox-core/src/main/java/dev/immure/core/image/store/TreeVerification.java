package dev.immure.core.image.store;

import java.util.Locale;

/** How the trees of layers are compared with what was unpacked, each time before they are used. */
public enum TreeVerification {
    /** What fstatat(2) tells of each name, the time of its last change included; no file is read. */
    STAT,
    /** Every file is read and hashed again. */
    FULL,
    /** Not at all (YAML takes the word off for a truth value): only the owner and mode of the store's directories are. */
    NONE;

    /** @throws IllegalArgumentException with the words that there are */
    public static TreeVerification parse(String text) {
        for (TreeVerification verification : values()) {
            if (verification.toString().equals(text)) {
                return verification;
            }
        }
        throw new IllegalArgumentException("it is stat, full or none");
    }

    /** As in the configuration file. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
