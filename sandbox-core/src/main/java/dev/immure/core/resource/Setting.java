package dev.immure.core.resource;

/**
 * One value to be written to one control file, and the line that the file must hold afterwards.
 *
 * @param expected a line of the file as the kernel prints it
 * @param presence what it means when this kernel has no such file
 */
record Setting(String file, String value, String expected, Presence presence) {
    /** Whether a limit may be absent on some kernels. */
    enum Presence {
        REQUIRED,
        /** The limit is implied by others, or stands for a feature that this kernel does not have. */
        WHERE_PRESENT,
        /** Required as long as the host has swap in use. */
        REQUIRED_WITH_SWAP
    }

    static Setting required(String file, Object value) {
        return new Setting(file, value.toString(), value.toString(), Presence.REQUIRED);
    }

    static Setting wherePresent(String file, Object value) {
        return new Setting(file, value.toString(), value.toString(), Presence.WHERE_PRESENT);
    }

    static Setting requiredWithSwap(String file, Object value) {
        return new Setting(file, value.toString(), value.toString(), Presence.REQUIRED_WITH_SWAP);
    }
}
